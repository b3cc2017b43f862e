"""Run the command line as `python -m plcnb`."""

from plcnb.cli import main

if __name__ == "__main__":
    main(prog_name="plcnb")
