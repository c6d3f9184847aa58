using Flex3D.Pipeline.Commands;
using Flex3D.Pipeline.Runner;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>The <c>flex3d</c> command with its real steps, inside the test's process.</summary>
internal static class Flex
{
    /// <summary>What a command said and returned.</summary>
    /// <param name="Code">Exit code.</param>
    /// <param name="Text">Standard output, then standard error.</param>
    internal sealed record Said(int Code, string Text)
    {
        /// <summary>The lines that tell of a failure.</summary>
        public string[] Complaints => [.. Text.Split('\n').Where(line => line.StartsWith("error: ", StringComparison.Ordinal) || line.StartsWith("flex3d: found", StringComparison.Ordinal) || (line.StartsWith("flex3d: ", StringComparison.Ordinal) && line.Contains("expected")))];
    }

    public static async Task<Said> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int code = await CommandLine.RunAsync(args, StepCatalogue.Default, TextWriter.Synchronized(output), TextWriter.Synchronized(errors));
        return new Said(code, output.ToString() + errors);
    }

    /// <summary>Runs a command that must do what it is asked.</summary>
    public static async Task<string> DoneAsync(params string[] args)
    {
        Said said = await RunAsync(args);
        said.Code.ShouldBe(0, said.Text);
        return said.Text;
    }

    /// <summary>Runs a command that must refuse with exit code 2 and one sentence that has every one of <paramref name="words"/>.</summary>
    public static async Task RefusedAsync(string[] args, params string[] words)
    {
        Said said = await RunAsync(args);
        said.Code.ShouldBe(2, said.Text);
        said.Text.ShouldNotContain("   at ");
        string sentence = said.Complaints.ShouldHaveSingleItem(said.Text);
        foreach (string word in (string[])[.. words, ": found ", "; expected "])
        {
            sentence.ShouldContain(word);
        }
    }
}
