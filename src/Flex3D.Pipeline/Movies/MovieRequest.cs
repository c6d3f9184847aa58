using System.Globalization;
using System.Numerics;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Results.Movies;

namespace Flex3D.Pipeline.Movies;

/// <summary>What a user asks of the pictures of a motion.</summary>
internal sealed record MovieRequest
{
    /// <summary>The word that stands for every motion of some share.</summary>
    public const string All = "all";

    private const int LeastWidth = 320, MostWidth = 2000, MostFrames = 200;
    private const long MostPixels = 100_000_000;

    /// <summary>Number of the principal motion, from 0, or <see cref="All"/>.</summary>
    public string Motion { get; init; } = "0";

    /// <summary>The number of different frames, from one end to the other.</summary>
    public int Frames { get; init; } = 14;

    /// <summary>Width of the animated picture, pixels; stills are twice as wide.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Density of the isosurface; null to find it.</summary>
    public double? Level { get; init; }

    /// <summary>How far frames reach to both sides of the middle, Å RMS over the molecule.</summary>
    public double? Angstrom { get; init; }

    /// <summary>The same in standard deviations of the particles.</summary>
    public double? Range { get; init; }

    /// <summary>From where: auto, an axis, or a direction.</summary>
    public string View { get; init; } = "auto";

    /// <summary>See <see cref="MovieView.TurnDegrees"/>.</summary>
    public double Turn { get; init; }

    /// <summary>See <see cref="MovieView.TiltDegrees"/>.</summary>
    public double Tilt { get; init; }

    /// <summary>What the colours say.</summary>
    public MovieColour Colour { get; init; }

    /// <summary>The background.</summary>
    public MovieBackground Background { get; init; }

    /// <summary>Whether to draw what the model learned where held-out particles do not support it.</summary>
    public bool Learned { get; init; }

    /// <summary>The number of the motion; null for all.</summary>
    public int? Number => int.TryParse(Motion, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>From where it is seen.</summary>
    /// <exception cref="InputException">It is no direction.</exception>
    public MovieView Seen()
    {
        string[] fields = View.Split(',', StringSplitOptions.TrimEntries);
        double[] numbers = [.. fields.Select(field => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN)];
        Vector3? towards = View switch
        {
            "auto" => null,
            "x" => Vector3.UnitX,
            "y" => Vector3.UnitY,
            "z" => Vector3.UnitZ,
            "-x" => -Vector3.UnitX,
            "-y" => -Vector3.UnitY,
            "-z" => -Vector3.UnitZ,
            _ when numbers.Length == 3 && numbers.All(double.IsFinite) && numbers.Any(number => Math.Abs(number) > 1e-6) && numbers.All(number => Math.Abs(number) < 1e6) => new((float)numbers[0], (float)numbers[1], (float)numbers[2]),
            _ => throw new InputException("--view", null, $"'{View}'", "auto, an axis of the map (x, -x, y, -y, z or -z), or a direction of three numbers, such as 0.3,-1,0.5"),
        };
        return new MovieView { Towards = towards, TurnDegrees = Turn, TiltDegrees = Tilt };
    }

    /// <summary>Refuses what cannot be drawn.</summary>
    /// <exception cref="InputException">A number is out of its range.</exception>
    public void Check()
    {
        Require(Motion == All || Number is not null, "--motion", $"'{Motion}'", $"the number of a motion, 0 for the main one, or {All}");
        Require(Frames is >= 2 and <= MostFrames, "--frames", $"{Frames}", $"2 to {MostFrames}", "a motion has two ends at least");
        Require(Width is >= LeastWidth and <= MostWidth, "--width", $"{Width}", $"{LeastWidth} to {MostWidth} pixels");
        Require((long)Frames * Width * Width <= MostPixels, "--frames", $"{Frames} frames of {Width} pixels across", $"at most {MostPixels / Width / Width} of this width", "a movie of more is too large to be shown; give fewer --frames or a smaller --width");
        Require(Math.Abs(Turn) <= 360, "--turn", Text(Turn), "-360 to 360 degrees");
        Require(Math.Abs(Tilt) <= 360, "--tilt", Text(Tilt), "-360 to 360 degrees");
        _ = Seen();
    }

    /// <summary>Refuses a level at which there is no surface.</summary>
    /// <param name="usual">The level if none is given.</param>
    /// <param name="largest">The largest density of the map.</param>
    public double LevelOf(double usual, double largest)
    {
        Require(Level is null || (Level > 0 && Level < largest), "--level", Text(Level ?? 0), $"a density above 0 and below the map's largest, {Text(largest)}", $"leave it out for {Text(usual)}");
        return Level ?? usual;
    }

    private static string Text(double number) => number.ToString("G4", CultureInfo.InvariantCulture);

    private static void Require(bool holds, string option, string found, string expected, string? advice = null)
    {
        if (!holds)
        {
            throw new InputException(option, null, found, expected, advice);
        }
    }
}
