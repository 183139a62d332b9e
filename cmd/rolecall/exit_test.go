package main

import (
	"errors"
	"os/exec"
	"strconv"
)

// exitOf returns the exit code behind an error of running a command.
func exitOf(err error) string {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "0"
	case errors.As(err, &exit):
		return strconv.Itoa(exit.ExitCode())
	}
	return err.Error()
}
