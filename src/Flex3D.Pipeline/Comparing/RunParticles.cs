using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Comparison;
using Flex3D.Stages.Files;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Pipeline.Comparing;

/// <summary>Tells the particles of a run apart, so that they can be found again in another run.</summary>
internal sealed class RunParticles
{
    private readonly string _table;
    private readonly string[] _stacks;
    private readonly (int Stack, int Slice)[] _images;
    private readonly Lazy<ulong[]?> _uids;

    /// <param name="prep">Folder of the results of prep.</param>
    /// <param name="lineage">The run, and the earlier ones whose results it uses: they know the hashes of the stacks.</param>
    public RunParticles(string prep, IReadOnlyList<RunFolder> lineage)
    {
        _table = PreparedFiles.Table(prep);
        using ParticleTable table = ParticleTableReader.OpenRows(_table);
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (InputRecord input in lineage.SelectMany(run => run.Inputs()))
        {
            hashes.TryAdd(input.Path, input.Hash);
        }
        // A stack that was copied, or simulated again from the same seed, is the same stack.
        _stacks = [.. table.Stacks.Select(stack => hashes.GetValueOrDefault(Path.GetFullPath(stack)) ?? Path.GetFullPath(stack))];
        _images = [.. table.All().Select(particle => (particle.Stack, particle.Slice))];
        int[] rows = [.. table.All().Select(particle => particle.SourceRow)];
        string source = table.SourcePath;
        _uids = new(() => Uids(source, rows));
    }

    /// <summary>Number of particles.</summary>
    public int Count => _images.Length;

    /// <summary>Matches the particles of two runs: by uid where both are of cryoSPARC datasets, else by stack and image.</summary>
    public static MatchedParticles Match(RunParticles first, RunParticles second)
    {
        if (first._uids.Value is { } uids && second._uids.Value is { } others)
        {
            return MatchedParticles.Of(Keys(uids), Keys(others));
        }
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return MatchedParticles.Of(first.Keys(numbers), second.Keys(numbers));

        static ImageKey[] Keys(ulong[] uids) => Array.ConvertAll(uids, uid => new ImageKey(-1, uid));
    }

    /// <summary>Reads some particles.</summary>
    public Particle[] Read(int[] rows)
    {
        using ParticleTable table = ParticleTableReader.OpenRows(_table);
        var particles = new Particle[rows.Length];
        table.Read(rows, particles);
        return particles;
    }

    private ImageKey[] Keys(Dictionary<string, int> numbers)
    {
        int[] number = Array.ConvertAll(_stacks, stack => numbers.TryGetValue(stack, out int known) ? known : numbers[stack] = numbers.Count);
        return Array.ConvertAll(_images, image => new ImageKey(number[image.Stack], (ulong)image.Slice));
    }

    // Null where the particles came from no cryoSPARC dataset, or it is no longer the one that was read.
    private static ulong[]? Uids(string source, int[] rows) =>
        Storage.Current.FileExists(source) && ParticleTableReader.Uids(source) is { } uids && rows.All(row => row < uids.Length) ? Array.ConvertAll(rows, row => uids[row]) : null;
}
