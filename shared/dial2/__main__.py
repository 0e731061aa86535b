from dial2.cli.main import main

main()
