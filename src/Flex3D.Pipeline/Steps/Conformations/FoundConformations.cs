using System.Globalization;
using Flex3D.Stages.Conformations;
using Flex3D.Stages.Model;

namespace Flex3D.Pipeline.Steps.Conformations;

/// <summary>The latents of some conformations, and what is known of each.</summary>
/// <param name="Latents">[frame][K].</param>
/// <param name="Dimensions">Latent dimension K.</param>
internal sealed record FoundConformations(float[] Latents, int Dimensions)
{
    private const int MostNamed = 12;

    /// <summary>Further columns of the table of frames, each with a value for each frame.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Columns { get; init; } = [];

    /// <summary>Lines that tell a user what was found.</summary>
    public IReadOnlyList<string> Says { get; init; } = [];

    /// <summary>Lines that warn a user.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The groups of the particles that the frames stand for; null where they do not.</summary>
    public ParticleGroups? Groups { get; init; }

    /// <summary>The particle of the model whose latent is nearest to each frame's, and the distance of the latents.</summary>
    public IReadOnlyList<(int Particle, double Distance)> Nearest { get; init; } = [];

    /// <summary>The number of frames.</summary>
    public int Frames => Latents.Length / Dimensions;

    /// <summary>Returns the conformations with the particle nearest to each frame, and with a warning of frames where no particle is.</summary>
    public FoundConformations Compared(FlexModel model)
    {
        var coverage = new LatentCoverage(model.Latents, Dimensions);
        (int Particle, double Distance)[] nearest = [.. Enumerable.Range(0, Frames).Select(frame => coverage.Nearest(Latents.AsSpan(frame * Dimensions, Dimensions)))];
        int[] beyond = [.. Enumerable.Range(0, Frames).Where(frame => nearest[frame].Distance > coverage.Radius)];
        if (beyond.Length == 0)
        {
            return this with { Nearest = nearest };
        }
        int farthest = beyond.MaxBy(frame => nearest[frame].Distance);
        return this with
        {
            Nearest = nearest,
            Warnings =
            [
                .. Warnings,
                string.Create(CultureInfo.InvariantCulture, $"{beyond.Length} of {Frames} frames ({Numbers(beyond)}) are where no particle is: the latent of frame {farthest} is {nearest[farthest].Distance:0.###} from that of any particle, and neighbouring particles are within {coverage.Radius:0.###}; the model extrapolates there"),
            ],
        };
    }

    /// <summary>Lists numbers as ranges, the first of many: 0-3, 7.</summary>
    public static string Numbers(IReadOnlyList<int> ascending)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (int number in ascending)
        {
            if (ranges.Count > 0 && ranges[^1].Last == number - 1)
            {
                ranges[^1] = (ranges[^1].First, number);
            }
            else
            {
                ranges.Add((number, number));
            }
        }
        return string.Join(", ", ranges.Take(MostNamed).Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}")) + (ranges.Count > MostNamed ? ", …" : "");
    }
}
