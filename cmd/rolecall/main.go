// Command rolecall takes the roll of AI characters in a training corpus.
package main

import (
	"context"
	"os"

	"rolecall/cmd/internal/app"
)

func main() {
	os.Exit(app.Main(context.Background(), os.Args, os.Stdin, os.Stdout, os.Stderr))
}
