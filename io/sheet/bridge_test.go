package sheet

// LineByLine reads every line by the reader of lines, which is what skimming is
// measured by.
func LineByLine(o Options) Options {
	o.lineByLine = true
	return o
}

// WithChunks cuts texts into chunks of so many bytes, and takes any file for long.
func WithChunks(o Options, size int) Options {
	o.chunk, o.smallest = size, 1
	return o
}
