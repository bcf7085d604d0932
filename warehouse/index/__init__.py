"""What is kept beside a published generation so that single facts and reports are found at once; made from it alone."""
