using System.Globalization;

namespace Flex3D.Fuzz;

/// <summary>What the command line asks for.</summary>
/// <param name="Format">Name of a format, or <c>all</c>.</param>
/// <param name="From">Number of the first input.</param>
/// <param name="Inputs">Inputs of each format.</param>
/// <param name="Threads">Inputs read at a time.</param>
/// <param name="SaveTo">Where inputs that break a rule are written; null for nowhere.</param>
public sealed record FuzzArguments(string Format, ulong From, long Inputs, int Threads, string? SaveTo)
{
    public const string Usage = "usage: flex3d-fuzz mrc | star | cs | yaml | checkpoint | all [--inputs N] [--from N] [--threads N] [--save DIR], or FORMAT --seed N for one input, or samples DIR for undamaged checkpoints";

    /// <summary>Reads the command line; null where it cannot be understood.</summary>
    public static FuzzArguments? Parse(string[] args)
    {
        if (args.Length == 0 || args.Length % 2 == 0)
        {
            return null;
        }
        var parsed = new FuzzArguments(args[0], 0, 20_000, 2, null);
        for (int i = 1; i < args.Length; i += 2)
        {
            bool isNumber = ulong.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong number);
            FuzzArguments? next = (args[i], isNumber) switch
            {
                ("--inputs", true) => parsed with { Inputs = (long)number },
                ("--from", true) => parsed with { From = number },
                ("--seed", true) => parsed with { From = number, Inputs = 1 },
                ("--threads", true) when number > 0 => parsed with { Threads = (int)number },
                ("--save", _) => parsed with { SaveTo = args[i + 1] },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }
            parsed = next;
        }
        return parsed;
    }
}
