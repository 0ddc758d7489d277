"""What a person newly wrote, and what is quote, signature, disclaimer or banner."""
