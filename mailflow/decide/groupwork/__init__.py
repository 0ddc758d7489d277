"""What a group does together: meetings, votes, tasks, papers."""
