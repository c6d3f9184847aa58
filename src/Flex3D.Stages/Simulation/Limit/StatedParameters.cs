namespace Flex3D.Stages.Simulation.Limit;

/// <summary>The parameters of a particle that its table states with an error: its turn (three), its shift (two) and its defocus, as far as the simulation gives them errors.</summary>
/// <remarks>For the limit they are unknown, each with the distribution of its error as prior: who knows the molecule, but not the true pose, can say less of a coordinate.</remarks>
internal sealed class StatedParameters
{
    private readonly SimulationOptions _options;
    private readonly Kind[] _kinds;
    private readonly int[] _axes;

    private enum Kind
    {
        Turn,
        Shift,
        Defocus,
    }

    public StatedParameters(SimulationOptions options)
    {
        _options = options;
        Kind[] kinds = [.. Enum.GetValues<Kind>().Where(kind => Deviation(kind) > 0)];
        _kinds = [.. kinds.SelectMany(kind => Enumerable.Repeat(kind, Axes(kind)))];
        _axes = [.. kinds.SelectMany(kind => Enumerable.Range(0, Axes(kind)))];
    }

    /// <summary>How many they are.</summary>
    public int Count => _kinds.Length;

    /// <summary>Standard deviation of the error of parameter <paramref name="n"/>: radians for a turn, else Å.</summary>
    public double Deviation(int n) => Deviation(_kinds[n]);

    /// <summary>Returns a particle with parameter <paramref name="n"/> changed: turned about an axis of the image after its own rotation, as the table errs, or its origin or both its defocus values moved.</summary>
    /// <param name="by">Radians or Å.</param>
    public ParticleDraw Moved(in ParticleDraw draw, int n, double by)
    {
        switch (_kinds[n])
        {
            case Kind.Turn:
                Span<double> vector = [0, 0, 0];
                vector[_axes[n]] = by;
                return draw.Turned(vector);
            case Kind.Shift:
                return _axes[n] == 0 ? draw with { OriginX = draw.OriginX + by } : draw with { OriginY = draw.OriginY + by };
            default:
                return draw with { DefocusU = draw.DefocusU + by, DefocusV = draw.DefocusV + by };
        }
    }

    /// <summary>Averages what is left of them over particles; null where the table has no errors.</summary>
    public StatedLimit? Left(IReadOnlyList<ParticleLimit> particles)
    {
        return Count == 0 ? null : new StatedLimit(Rms(Kind.Turn) * 180 / Math.PI * Math.Sqrt(3), Rms(Kind.Shift), Rms(Kind.Defocus)); // a turn's angle has the squares of all three axes

        double? Rms(Kind kind)
        {
            int[] these = [.. Enumerable.Range(0, Count).Where(n => _kinds[n] == kind)];
            return these.Length == 0 ? null : Math.Sqrt(particles.Average(particle => these.Average(n => particle.Stated[n])));
        }
    }

    private double Deviation(Kind kind) => kind switch
    {
        Kind.Turn => _options.PoseErrorDegrees * Math.PI / 180,
        Kind.Shift => _options.ShiftErrorAngstrom,
        _ => _options.DefocusErrorAngstrom,
    };

    private static int Axes(Kind kind) => kind switch
    {
        Kind.Turn => 3,
        Kind.Shift => 2,
        _ => 1,
    };
}

/// <summary>What the images leave of the errors of the table at best, over the particles.</summary>
/// <param name="Degrees">RMS angle of the orientations; null where the table's are true.</param>
/// <param name="ShiftAngstrom">RMS error of the origins along each axis of the image, Å; null likewise.</param>
/// <param name="DefocusAngstrom">RMS error of the defocus, Å; null likewise.</param>
public sealed record StatedLimit(double? Degrees, double? ShiftAngstrom, double? DefocusAngstrom);
