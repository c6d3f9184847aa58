namespace Flex3D.Pipeline.Runs;

/// <summary>A result file of a run, a line of <c>results.json</c>.</summary>
/// <param name="Step">The step that wrote it; <c>summary</c> for a file written after the last step.</param>
/// <param name="Path">Relative to the run folder, with / between folders.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of every byte, in lower-case hexadecimal.</param>
internal sealed record ResultRecord(string Step, string Path, long Bytes, string Sha256);
