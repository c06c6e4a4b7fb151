"""A folder that another program writes images into."""
