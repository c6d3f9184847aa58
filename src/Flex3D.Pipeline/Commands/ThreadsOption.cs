using System.CommandLine;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>--threads</c> of the commands that compute by themselves.</summary>
internal sealed class ThreadsOption : Option<int?>
{
    private const int Most = 1024;

    public ThreadsOption()
        : base("--threads")
    {
        Description = "Number of threads to compute with [default: all cores]";
        HelpName = "n";
    }

    /// <summary>Returns the number of threads.</summary>
    /// <exception cref="InputException">The number given is not 1 to 1024.</exception>
    public int Of(ParseResult parsed)
    {
        int threads = parsed.GetValue(this) ?? Environment.ProcessorCount;
        return threads is >= 1 and <= Most ? threads : throw new InputException(Name, null, $"{threads}", $"1 to {Most}");
    }
}
