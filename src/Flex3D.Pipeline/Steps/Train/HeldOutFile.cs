using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>The losses of each held-out particle in the test of the motion, <c>train/held_out.csv</c>, by which two runs can be compared on the same particles.</summary>
internal static class HeldOutFile
{
    private const string Header = "particle,loss,rigid_loss", Advice = "copy the run folder again, or train again";

    public static string FileOf(string trainFolder) => Path.Combine(trainFolder, "held_out.csv");

    /// <summary>Writes a line for each image; no file where none was measured.</summary>
    public static void Write(string trainFolder, IReadOnlyList<HeldOutImage> images)
    {
        if (images.Count == 0)
        {
            return;
        }
        var text = new StringBuilder(Header).Append('\n');
        foreach (HeldOutImage image in images)
        {
            text.Append(CultureInfo.InvariantCulture, $"{image.Row},{image.Loss:R},{image.RigidLoss:R}\n");
        }
        DurableFile.WriteText(FileOf(trainFolder), text.ToString());
    }

    /// <summary>Reads the file; null where there is none: the motion was not tested, or each image has several rows, or a version before this file trained the run.</summary>
    /// <param name="particles">Particles of the run.</param>
    /// <exception cref="InputException">A line is not the losses of one of the particles.</exception>
    public static IReadOnlyList<HeldOutImage>? Read(string trainFolder, int particles)
    {
        string path = FileOf(trainFolder);
        if (!Storage.Current.FileExists(path))
        {
            return null;
        }
        string[] lines = Encoding.UTF8.GetString(Storage.ReadAll(path)).ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || lines[0] != Header)
        {
            throw new InputException(path, "line 1", lines.Length == 0 ? "nothing" : $"'{lines[0]}'", $"'{Header}'", Advice);
        }
        return [.. lines.Skip(1).Select((line, i) => Parse(line) is { } image && image.IsOf(particles) ? image
            : throw new InputException(path, $"line {i + 2}", $"'{line}'", $"a particle below {particles}, and its two losses", Advice))];
    }

    private static HeldOutImage? Parse(string line) =>
        line.Split(',') is [var row, var loss, var rigid] && int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && double.TryParse(loss, NumberStyles.Float, CultureInfo.InvariantCulture, out double flexed) && double.TryParse(rigid, NumberStyles.Float, CultureInfo.InvariantCulture, out double still)
            ? new HeldOutImage(number, flexed, still) : null;
}
