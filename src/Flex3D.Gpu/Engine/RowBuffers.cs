using Flex3D.Gpu.Kernels;
using Flex3D.Stages.Engine;
using ILGPU;

namespace Flex3D.Gpu.Engine;

/// <summary>The device's working memory for a number of rows; a row is one latent candidate of one image.</summary>
internal sealed class RowBuffers
{
    /// <param name="rows">The most rows at once.</param>
    /// <param name="seats">The most shards to which they belong.</param>
    public RowBuffers(IDeviceArrays arrays, ProblemOnDevice problem, int rows, int seats = 1)
    {
        int n = problem.Splat.Box, moving = problem.Moving, hidden = (rows + 1) * problem.Network.HiddenStride;
        Rows = rows;
        Slots = SlotsOf(problem, rows);
        ImageOf = arrays.Allocate<int>(rows);
        Latents = arrays.Allocate<float>((rows + 1) * problem.Network.Architecture.LatentDimension);
        Mixing = arrays.Allocate<float>(rows * (problem.Network.Architecture.LatentDimension + 2));
        Apart = hidden;
        Activations = arrays.Allocate<float>((long)problem.Layers.Count * hidden);
        HiddenGradient = arrays.Allocate<float>(hidden);
        HiddenGradients = arrays.Allocate<float>((long)problem.Layers.Count * hidden);
        AnchorGradient = arrays.Allocate<float>(seats * problem.Network.HiddenStride);
        Flow = arrays.Allocate<float>((long)rows * 3 * moving);
        FlowGradient = arrays.Allocate<float>((long)rows * 3 * moving);
        QX = arrays.Allocate<float>((long)rows * problem.Splat.Vertices);
        QY = arrays.Allocate<float>((long)rows * problem.Splat.Vertices);
        Lost = arrays.Allocate<int>(rows);
        Sums = arrays.Allocate<long>((long)Slots * n * n);
        Images = arrays.Allocate<float>((long)Slots * n * n);
        Re = arrays.Allocate<float>((long)Slots * n * (n / 2 + 1));
        Im = arrays.Allocate<float>((long)Slots * n * (n / 2 + 1));
        Energies = arrays.Allocate<double>(2 * Groups.Parts * rows);
        Corners = arrays.Allocate<float>((long)rows * problem.Splat.Runs * 8);
    }

    /// <summary>Adds up the parts of a row's energies.</summary>
    /// <param name="parts">What <see cref="Energies"/> held.</param>
    /// <param name="prior">The row's priors.</param>
    public static CandidateEnergy Energy(ReadOnlySpan<double> parts, int row, double prior)
    {
        double cross = 0, power = 0;
        for (int part = row * Groups.Parts; part < (row + 1) * Groups.Parts; part++)
        {
            cross += parts[2 * part];
            power += parts[2 * part + 1];
        }
        return new(cross, power, prior);
    }

    /// <summary>The most rows at once.</summary>
    public int Rows { get; }

    /// <summary>The most images at once, of rows or of the projections and derivatives of fewer rows: there is room for all derivatives of at least one.</summary>
    public int Slots { get; }

    /// <summary>The most parameters of an image that move the molecule: K latents and three turns.</summary>
    public static int MostMotions(ProblemOnDevice problem) => problem.Network.Architecture.LatentDimension + 3;

    /// <summary>The number of <see cref="Slots"/> for a number of rows.</summary>
    public static int SlotsOf(ProblemOnDevice problem, int rows) => Math.Max(rows, 1 + MostMotions(problem));

    /// <summary>[row] number of the image, among those on the device, of which the row is a candidate.</summary>
    public ArrayView<int> ImageOf { get; }

    /// <summary>[row][K] latents; the anchor's row comes after the last.</summary>
    public ArrayView<float> Latents { get; }

    /// <summary>See <see cref="DensityViews.Mixing"/>.</summary>
    public ArrayView<float> Mixing { get; }

    /// <summary>Floats between two layers of <see cref="Activations"/> and <see cref="HiddenGradients"/>.</summary>
    public int Apart { get; }

    /// <summary>[layer][row][unit]; the anchor's row comes after the last of a batch.</summary>
    public ArrayView<float> Activations { get; }

    /// <summary>Activations of the last hidden layer.</summary>
    public ArrayView<float> LastActivations => Activations.SubView(Activations.Length - Apart, Apart);

    /// <summary>∂E/∂h of the last hidden layer, [row][unit].</summary>
    public ArrayView<float> HiddenGradient { get; }

    /// <summary>∂E/∂(x W), [layer][row][unit].</summary>
    public ArrayView<float> HiddenGradients { get; }

    /// <summary>[seat][unit] gradient of the activations of the last layer at the anchor, summed over a shard.</summary>
    public ArrayView<float> AnchorGradient { get; }

    /// <summary>[row][x, y, z][moving] flow, Å.</summary>
    public ArrayView<float> Flow { get; }

    /// <summary>∂E/∂flow, [row][x, y, z][moving].</summary>
    public ArrayView<float> FlowGradient { get; }
    public ArrayView<float> QX { get; }
    public ArrayView<float> QY { get; }
    public ArrayView<int> Lost { get; }

    /// <summary>[slot][y][x] fixed-point sums.</summary>
    public ArrayView<long> Sums { get; }

    /// <summary>[slot][y][x].</summary>
    public ArrayView<float> Images { get; }

    /// <summary>[slot][ky][kx].</summary>
    public ArrayView<float> Re { get; }

    /// <summary>[slot][ky][kx].</summary>
    public ArrayView<float> Im { get; }

    /// <summary>[row][part][cross, power], see <see cref="Groups.Parts"/>.</summary>
    public ArrayView<double> Energies { get; }
    public ArrayView<float> Corners { get; }
}
