from dial2.cli.processes import run

run(["notifier"])
