"""What proves that Muster keeps its promises."""
