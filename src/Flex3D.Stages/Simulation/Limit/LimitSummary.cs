namespace Flex3D.Stages.Simulation.Limit;

/// <summary>The limit of a simulation over its particles: the Cramér-Rao bound and, where it was computed, what a search over the true molecule leaves.</summary>
/// <param name="Particles">Particles for which the bound was computed, spread evenly.</param>
/// <param name="Simulated">Particles of the simulation.</param>
/// <param name="Coordinates">What the bound leaves of each coordinate.</param>
/// <param name="MovingAtoms">Number of atoms over which displacements are averaged.</param>
/// <param name="Angstrom">RMS displacement of the moving atoms that the bound leaves, over particles and atoms, Å.</param>
public sealed record LimitSummary(int Particles, int Simulated, IReadOnlyList<CoordinateLimit> Coordinates, int MovingAtoms, double Angstrom)
{
    /// <summary>What a search leaves; null where none was made, and in a file of an earlier version.</summary>
    public SearchedLimit? Searched { get; init; }

    /// <summary>What is left of poses, shifts and defocus; null where the table has no errors of them, and in a file of an earlier version.</summary>
    public StatedLimit? Stated { get; init; }

    /// <summary>Returns what is left of each coordinate: by search where one was made, else by the bound.</summary>
    public IReadOnlyList<CoordinateLimit> CoordinatesLeft() => Searched?.Coordinates ?? Coordinates;

    /// <summary>Returns the RMS displacement of the moving atoms that is left, Å: by search where one was made, else by the bound.</summary>
    public double AngstromLeft() => Searched?.Angstrom ?? Angstrom;

    /// <summary>Averages the limit over the particles.</summary>
    public static LimitSummary Of(SimulationLimit limit)
    {
        int count = limit.Particles.Count;
        CoordinateLimit[] bound = [.. limit.PriorVariances.Select((prior, c) => CoordinateLimit.Of(c, prior, Mean(limit.Particles, p => p.Deviations[c])))];
        double angstrom = Math.Sqrt(Mean(limit.Particles, p => p.Angstrom));
        return new LimitSummary(count, limit.Count, bound, limit.MovingAtoms, angstrom) { Searched = SearchedOf(limit), Stated = limit.Stated };
    }

    // The bound of all particles, times what the search leaves of some over the bound of the same ones: their images differ more in what they say than search and bound do.
    private static SearchedLimit? SearchedOf(SimulationLimit limit)
    {
        if (limit.Searched.Count == 0)
        {
            return null;
        }
        HashSet<int> searched = [.. limit.Searched.Select(p => p.Particle)];
        ParticleLimit[] same = [.. limit.Particles.Where(p => searched.Contains(p.Particle))];
        double Left(Func<ParticleLimit, double> of) => Mean(same, of) is > 0 and double bound ? Mean(limit.Particles, of) * Mean(limit.Searched, of) / bound : 0;
        return new SearchedLimit(searched.Count, [.. limit.PriorVariances.Select((prior, c) => CoordinateLimit.Of(c, prior, Left(p => p.Deviations[c])))], Math.Sqrt(Left(p => p.Angstrom)));
    }

    private static double Mean(IReadOnlyList<ParticleLimit> particles, Func<ParticleLimit, double> of) => particles.Sum(p => of(p) * of(p)) / particles.Count;
}

/// <summary>What a search over the true molecule leaves (<see cref="PosteriorSearch"/>).</summary>
/// <param name="Particles">Particles that were searched, of those of the bound.</param>
/// <param name="Coordinates">What is left of each coordinate.</param>
/// <param name="Angstrom">RMS displacement of the moving atoms that is left, Å.</param>
public sealed record SearchedLimit(int Particles, IReadOnlyList<CoordinateLimit> Coordinates, double Angstrom);

/// <summary>The limit of one coordinate.</summary>
/// <param name="Name">Column of <c>particles.csv</c>.</param>
/// <param name="Deviation">Standard deviation of its distribution.</param>
/// <param name="Left">RMS standard deviation that the images leave.</param>
/// <param name="RSquared">1 − mean variance left over variance of the distribution; null where it is fixed.</param>
public sealed record CoordinateLimit(string Name, double Deviation, double Left, double? RSquared)
{
    internal static CoordinateLimit Of(int coordinate, double prior, double variance) => new($"t{coordinate}", Math.Sqrt(prior), Math.Sqrt(variance), prior > 0 ? 1 - variance / prior : null);
}
