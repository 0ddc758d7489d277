"""Who sits for a district, who follows, whether it is still right."""
