using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Verification;

/// <summary>Checks <c>inputs.json</c>: the files a run read are unchanged, as far as they still exist.</summary>
internal static class InputsCheck
{
    private const string Name = "inputs";

    /// <param name="require">Whether a missing file is reported as wrong; otherwise it is a note.</param>
    public static IEnumerable<Finding> Of(RunFolder run, bool require)
    {
        int same = 0;
        IReadOnlyList<InputRecord> inputs = run.Inputs();
        foreach (InputRecord input in inputs)
        {
            if (!File.Exists(input.Path))
            {
                yield return new Finding(require ? FindingKind.Wrong : FindingKind.Note, Name, $"{input.Path} was not found");
            }
            else if (InputRecord.Of(input.Path) is var now && now != input)
            {
                yield return Finding.Wrong(Name, $"{input.Path} is not the file that the run read: {now.Bytes} bytes, {now.Hash}; then {input.Bytes} bytes, {input.Hash}");
            }
            else
            {
                same++;
            }
        }
        if (same > 0)
        {
            yield return Finding.Right(Name, $"{same} of {inputs.Count} files are unchanged since the run read them");
        }
    }
}
