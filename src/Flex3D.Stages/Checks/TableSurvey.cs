using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Checks;

/// <summary>Statistics of a particle table, collected in one pass over its rows.</summary>
internal sealed class TableSurvey
{
    private const int AtOnce = 32;

    private TableSurvey()
    {
    }

    /// <summary>Number of particles.</summary>
    public int Count { get; private set; }

    /// <summary>Particles of half-set 1, of half-set 2, and of none.</summary>
    public (int First, int Second, int None) Halves { get; private set; }

    /// <summary>Particles whose pose is that of the particle before them.</summary>
    public int SamePose { get; private set; }

    /// <summary>Particles whose shift is 0 in x and y.</summary>
    public int NoShift { get; private set; }

    /// <summary>The largest shift along an axis, Å.</summary>
    public double LargestShift { get; private set; }

    /// <summary>Particles whose shift is beyond a quarter of the box of their optics group.</summary>
    public int FarShift { get; private set; }

    /// <summary>Least, median and largest mean defocus, Å.</summary>
    public (double Least, double Median, double Largest) Defocus { get; private set; }

    /// <summary>Particles of negative mean defocus.</summary>
    public int NegativeDefocus { get; private set; }

    /// <summary>Rows whose image an earlier row has.</summary>
    public int RepeatedImages { get; private set; }

    /// <summary>Of <see cref="RepeatedImages"/>, rows whose pose is that of the first row with the image, too.</summary>
    public int RepeatedPoses { get; private set; }

    /// <summary>Number of images that are named by several rows.</summary>
    public int ImagesInSeveralRows { get; private set; }

    /// <summary>The largest slice, from 0, that is asked of each stack.</summary>
    public int[] LastSlice { get; private set; } = [];

    /// <summary>Particles of each optics group.</summary>
    public int[] OfGroup { get; private set; } = [];

    /// <summary>Reads all rows of a table.</summary>
    /// <param name="table">The particles.</param>
    /// <param name="box">Box of the images, pixels, where the optics group does not state it.</param>
    public static TableSurvey Of(ParticleTable table, int box)
    {
        var survey = new TableSurvey { Count = table.Count, LastSlice = new int[table.Stacks.Count], OfGroup = new int[table.Optics.Count] };
        Array.Fill(survey.LastSlice, -1);
        var images = new RepeatedImages(table.Stacks.Count);
        var defocus = new double[table.Count];
        int[] rows = new int[AtOnce];
        Particle[] particles = new Particle[AtOnce];
        Particle before = default;
        (int first, int second, int none) = (0, 0, 0);
        for (int from = 0; from < table.Count; from += AtOnce)
        {
            int count = Math.Min(AtOnce, table.Count - from);
            for (int i = 0; i < count; i++)
            {
                rows[i] = from + i;
            }
            table.Read(rows.AsSpan(0, count), particles);
            for (int i = 0; i < count; i++)
            {
                ref readonly Particle p = ref particles[i];
                (first, second, none) = (first + (p.HalfSet == 1 ? 1 : 0), second + (p.HalfSet == 2 ? 1 : 0), none + (p.HalfSet is 1 or 2 ? 0 : 1));
                survey.SamePose += from + i > 0 && p.Rotation == before.Rotation ? 1 : 0;
                double shift = Math.Max(Math.Abs(p.OriginXAngstrom), Math.Abs(p.OriginYAngstrom));
                OpticsGroup optics = table.Optics[p.Optics];
                survey.NoShift += shift == 0 ? 1 : 0;
                survey.LargestShift = Math.Max(survey.LargestShift, shift);
                survey.FarShift += shift > 0.25 * (optics.Box > 0 ? optics.Box : box) * optics.PixelSizeAngstrom ? 1 : 0;
                defocus[from + i] = 0.5 * (p.DefocusUAngstrom + p.DefocusVAngstrom);
                survey.NegativeDefocus += defocus[from + i] < 0 ? 1 : 0;
                survey.OfGroup[p.Optics]++;
                if (p.Stack >= 0)
                {
                    survey.LastSlice[p.Stack] = Math.Max(survey.LastSlice[p.Stack], p.Slice);
                    images.Add(p);
                }
                before = p;
            }
        }
        Array.Sort(defocus);
        survey.Halves = (first, second, none);
        survey.Defocus = table.Count == 0 ? default : (defocus[0], defocus[defocus.Length / 2], defocus[^1]);
        images.Compare(table, (repeated, samePose, several) => (survey.RepeatedImages, survey.RepeatedPoses, survey.ImagesInSeveralRows) = (repeated, samePose, several));
        return survey;
    }
}

/// <summary>Finds rows that name the same image: a bit for each image, and, for those named twice, the rows.</summary>
internal sealed class RepeatedImages(int stacks)
{
    private readonly List<ulong>[] _seen = [.. Enumerable.Range(0, stacks).Select(_ => new List<ulong>())];
    private readonly HashSet<(int Stack, int Slice)> _repeated = [];

    /// <summary>Notes the image of a row.</summary>
    public void Add(in Particle particle)
    {
        List<ulong> seen = _seen[particle.Stack];
        int word = particle.Slice >> 6;
        while (seen.Count <= word)
        {
            seen.Add(0);
        }
        ulong bit = 1UL << (particle.Slice & 63);
        if ((seen[word] & bit) != 0)
        {
            _repeated.Add((particle.Stack, particle.Slice));
        }
        seen[word] |= bit;
    }

    /// <summary>Counts rows that repeat an image, those that repeat its pose, too, and the images.</summary>
    public void Compare(ParticleTable table, Action<int, int, int> result)
    {
        int repeated = 0, samePose = 0;
        var first = new Dictionary<(int, int), Particle>();
        for (int i = 0; _repeated.Count > 0 && i < table.Count; i++)
        {
            Particle p = table[i];
            if (!_repeated.Contains((p.Stack, p.Slice)))
            {
                continue;
            }
            if (first.TryAdd((p.Stack, p.Slice), p))
            {
                continue;
            }
            repeated++;
            Particle earlier = first[(p.Stack, p.Slice)];
            double trace = p.Rotation.M00 * earlier.Rotation.M00 + p.Rotation.M01 * earlier.Rotation.M01 + p.Rotation.M02 * earlier.Rotation.M02
                + p.Rotation.M10 * earlier.Rotation.M10 + p.Rotation.M11 * earlier.Rotation.M11 + p.Rotation.M12 * earlier.Rotation.M12
                + p.Rotation.M20 * earlier.Rotation.M20 + p.Rotation.M21 * earlier.Rotation.M21 + p.Rotation.M22 * earlier.Rotation.M22;
            samePose += trace > 3 - 1e-3 ? 1 : 0; // within 1.8°
        }
        result(repeated, samePose, _repeated.Count);
    }
}
