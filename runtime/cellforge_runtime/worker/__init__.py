"""The process in which model code runs: arrays in, arrays out, nothing else to be seen.

`python -m cellforge_runtime.worker JOBDIR` does one job. Each runs in a clean environment and an empty working
folder; it can open its own job, its working folder and installed software, nothing else. That keeps an honest mistake
(or a shortcut in generated code) from seeing held-out cells. It is no sandbox against code written to attack the
user's account: there the boundary is the person who approves the code.
"""
