namespace Flex3D.Stages.Results;

/// <summary>The part of <c>summary.txt</c> that fits a screen: all but the sections on evidence, whose outcome its first sentence has, and on files.</summary>
public static class ShortSummary
{
    private static readonly string[] s_leftOut = ["Can it be believed?", "Where to look"];

    /// <summary>Returns the lines, without blank ones.</summary>
    /// <param name="summary">The text of <see cref="MotionSummary"/>, or another.</param>
    public static IEnumerable<string> Lines(string summary)
    {
        bool shown = true, all = true;
        foreach (string line in summary.ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0))
        {
            shown = line[0] == ' ' ? shown : !s_leftOut.Contains(line); // headings begin a line
            all &= shown;
            if (shown)
            {
                yield return line;
            }
        }
        if (!all)
        {
            yield return "The whole summary is in summary.txt, and as a page in report.html.";
        }
    }
}
