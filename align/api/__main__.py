"""`python -m duizhao`: the command line."""

from duizhao.align.cli.app import main

if __name__ == "__main__":
    main()
