using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Checks;

/// <summary>Statistics of a particle table, collected in one pass over its rows.</summary>
internal sealed class TableSurvey
{
    private TableSurvey()
    {
    }

    /// <summary>Number of particles.</summary>
    public int Count { get; private set; }

    /// <summary>Particles of half-set 1, of half-set 2, and of none.</summary>
    public (int First, int Second, int None) Halves { get; private set; }

    /// <summary>Particles whose pose is that of the particle before them.</summary>
    public int SamePose { get; private set; }

    /// <summary>The largest shift along an axis, Å.</summary>
    public double LargestShift { get; private set; }

    /// <summary>Particles whose shift is beyond a quarter of the box of their optics group.</summary>
    public int FarShift { get; private set; }

    /// <summary>Least and largest mean defocus, Å.</summary>
    public (double Least, double Largest) Defocus { get; private set; }

    /// <summary>Particles whose mean defocus is below 20 in size, as in µm, and below 500, as in nm.</summary>
    public (int Micrometre, int Nanometre) SmallDefocus { get; private set; }

    /// <summary>Particles of negative mean defocus.</summary>
    public int NegativeDefocus { get; private set; }

    /// <summary>The largest slice, from 0, that is asked of each stack.</summary>
    public int[] LastSlice { get; private set; } = [];

    /// <summary>Pixel size of each stack's images by the table, Å.</summary>
    public double[] PixelSizes { get; private set; } = [];

    /// <summary>Reads all rows of a table.</summary>
    /// <param name="table">The particles.</param>
    /// <param name="box">Box of the images, pixels, where the optics group does not state it.</param>
    public static TableSurvey Of(ParticleTable table, int box)
    {
        var survey = new TableSurvey { Count = table.Count, LastSlice = new int[table.Stacks.Count], PixelSizes = new double[table.Stacks.Count] };
        Array.Fill(survey.LastSlice, -1);
        (double least, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        (int micrometre, int nanometre) = (0, 0);
        Particle before = default;
        (int first, int second, int none) = (0, 0, 0);
        int row = 0;
        foreach (Particle p in table.All())
        {
            (first, second, none) = (first + (p.HalfSet == 1 ? 1 : 0), second + (p.HalfSet == 2 ? 1 : 0), none + (p.HalfSet is 1 or 2 ? 0 : 1));
            survey.SamePose += row > 0 && p.Rotation == before.Rotation ? 1 : 0;
            double shift = Math.Max(Math.Abs(p.OriginXAngstrom), Math.Abs(p.OriginYAngstrom));
            OpticsGroup optics = table.Optics[p.Optics];
            // Of images that are resampled, as they are in their stacks.
            (int edge, double pixel) = optics.Window is { } window ? (window.StackBox, window.PixelSizeAngstrom) : (optics.Box > 0 ? optics.Box : box, optics.PixelSizeAngstrom);
            survey.LargestShift = Math.Max(survey.LargestShift, shift);
            survey.FarShift += shift > 0.25 * edge * pixel ? 1 : 0;
            double defocus = 0.5 * (p.DefocusUAngstrom + p.DefocusVAngstrom);
            (least, largest) = (Math.Min(least, defocus), Math.Max(largest, defocus));
            (micrometre, nanometre) = (micrometre + (Math.Abs(defocus) < 20 ? 1 : 0), nanometre + (Math.Abs(defocus) < 500 ? 1 : 0));
            survey.NegativeDefocus += defocus < 0 ? 1 : 0;
            survey.LastSlice[p.Stack] = Math.Max(survey.LastSlice[p.Stack], p.Slice);
            survey.PixelSizes[p.Stack] = pixel;
            before = p;
            row++;
        }
        survey.Halves = (first, second, none);
        survey.Defocus = table.Count == 0 ? default : (least, largest);
        survey.SmallDefocus = (micrometre, nanometre);
        return survey;
    }
}
