"""One file per workload: its `workloads` are found, run and bounded by the benchmark."""
