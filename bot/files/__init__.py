"""What people attach: kept by content, known by what it is, served to who may see it."""
