using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Queue;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary>The options that <c>watch</c> and <c>queue</c> share, and the values that are read from the words of the command line.</summary>
internal static class QueueOptions
{
    private const int MostAtOnce = 64;
    private const double LongestSeconds = 30 * 86_400;

    /// <summary>The option that names the folder of the runs.</summary>
    public static Option<string> Runs() => new("--runs") { Description = "Folder of the run folders, and of the queue's database", HelpName = "DIR", DefaultValueFactory = _ => "runs" };

    /// <summary>The option that names the database.</summary>
    public static Option<string?> Database() => new("--db") { Description = "Database of the queue, on a local disk [default: queue.db in the folder of the runs]", HelpName = "FILE" };

    /// <summary>Reads devices: <c>cuda:0</c>, or <c>cuda:1=2</c> for two runs at once.</summary>
    /// <exception cref="InputException">One is no device, or is named twice, or its number of runs is out of range.</exception>
    public static IReadOnlyList<(string Name, int AtOnce)> DevicesOf(IReadOnlyList<string> words)
    {
        List<(string Name, int AtOnce)> devices = [];
        foreach (string word in words)
        {
            string[] parts = word.Split('=', 2);
            int atOnce = 1;
            if ((parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out atOnce) || atOnce is < 1 or > MostAtOnce))
                || (parts[0] != QueueRules.PipelinesDevice && !DeviceName.TryParse(parts[0], out _)) || devices.Any(known => known.Name == parts[0]))
            {
                throw new InputException("--device", null, $"'{word}'", $"cpu, cuda:0, opencl:0 or {QueueRules.PipelinesDevice} (the pipeline's own choice), each once, and =N with N from 1 to {MostAtOnce} for N runs at once");
            }
            devices.Add((parts[0], atOnce));
        }
        return devices.Count > 0 ? devices : QueueRules.Default.Devices;
    }

    /// <summary>Reads exit codes.</summary>
    /// <exception cref="InputException">One is no exit code of a failed run.</exception>
    public static IReadOnlySet<int> ExitCodesOf(IEnumerable<string> words) => new SortedSet<int>(words.SelectMany(word => word.Split(',')).Select(word =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int code) && code is > 0 and < 256 ? code
            : throw new InputException("--retry-exit-codes", null, $"'{word}'", "exit codes from 1 to 255", "docs/exit-codes.md lists them")));

    /// <summary>Reads the address of a webhook.</summary>
    /// <exception cref="InputException">It is no address of the web.</exception>
    public static Uri AddressOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? address
        : throw new InputException("--webhook", null, $"'{text}'", "an address such as http://host:8080/flex3d");

    /// <summary>Adds an error to an option whose value is no possible time.</summary>
    public static void RequireSeconds(string name, OptionResult result)
    {
        if (result.Tokens is [var token] && !(double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= LongestSeconds))
        {
            result.AddError($"{name}: found '{token.Value}'; expected seconds, from 0 to {LongestSeconds:0}");
        }
    }
}
