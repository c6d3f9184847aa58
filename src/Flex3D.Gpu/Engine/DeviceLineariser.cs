using Flex3D.Gpu.Kernels;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Priors;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>Linearises the model in the parameters of images on an accelerator: projections and derivatives in one sweep, their spectra, and inner products of these.</summary>
/// <remarks>Every inner product is summed by one group in a fixed order, so that results do not depend on the number of images at once.</remarks>
internal sealed class DeviceLineariser(
    KernelSet kernels, DeviceStream stream, ProblemOnDevice problem, RowBuffers rows, TangentBuffers tangents, RowNetwork network, RowTransform transform, DevicePriors priors,
    RowDensities densities, ForwardSplat splat)
{
    private readonly PageLockedArray1D<double> _energies = stream.Pin<double>(2 * Groups.Parts * rows.Rows), _equations = stream.Pin<double>((int)tangents.Equations.Length);
    private readonly int _latent = problem.Network.Architecture.LatentDimension;

    /// <summary>Linearises all images of a shard.</summary>
    /// <param name="count">The number of images.</param>
    /// <param name="batch">Tells kernels which image each row has.</param>
    /// <param name="latents">[image][K].</param>
    /// <exception cref="InvariantException">The model has no such latents, or the shard no <see cref="ImageShard.DefocusSlope"/>.</exception>
    public void Linearise(ShardOnDevice shard, int count, RowBatch batch, ModelOnDevice on, ReadOnlySpan<float> latents, NormalEquations equations)
    {
        ParameterColumns columns = equations.Columns;
        bool flexes = on.Model!.FlowParameters is not null, any = on.Model.HasLatents;
        if (columns.Has(OwnParameters.Latents) && (!any || columns.LatentDimension != _latent))
        {
            throw new InvariantException($"{columns.LatentDimension} latent coordinates to linearise in, of a model that has {(any ? _latent : 0)}");
        }
        int included = columns.Has(OwnParameters.Latents) ? _latent : 0, along = flexes ? included : 0, most = Math.Min(rows.Rows, rows.Slots / (1 + columns.Moving));
        TangentViews views = tangents.Views(columns.Moving, along, included - along);
        for (int first = 0; first < count; first += most)
        {
            int images = Math.Min(most, count - first);
            ReadOnlySpan<float> those = any ? latents.Slice(first * _latent, images * _latent) : [];
            batch.Number(shard.First + first, images);
            if (flexes)
            {
                network.Forward(on, those, images);
            }
            if (along > 0)
            {
                network.Tangents(on, images, tangents);
            }
            Project(shard, on, densities.Of(on, those, images), views, first, images);
            Multiply(shard, columns, first, images);
            int flows = Priors(flexes, along, columns.Count, images);
            Read(equations, first, images, flows);
        }
    }

    // Writes the half spectra of the raw splats and of their derivatives to Re and Im.
    private void Project(ShardOnDevice shard, ModelOnDevice on, in DensityViews density, in TangentViews views, int first, int images)
    {
        SplatViews plan = problem.Splat;
        int moving = on.Model!.FlowParameters is null ? 0 : problem.Moving, pixels = plan.Box * plan.Box, slots = images * views.Slots;
        rows.Lost.MemSetToZero(stream);
        kernels.Place(stream, images * plan.Vertices, problem.Rest, plan.Vertices, rows.Flow, moving, shard.All.Poses, rows.ImageOf, rows.QX, rows.QY, rows.Lost);
        if (views.Moving > views.Components)
        {
            kernels.Velocities(stream, Grouped(images * (views.Moving - views.Components)), views, problem.Rest, plan.Vertices, rows.Flow, moving, tangents.Flow, shard.Poses, first, rows.Lost);
        }
        rows.Sums.MemSetToZero(stream);
        if (splat == ForwardSplat.Tiles)
        {
            kernels.TangentTiles(stream, Grouped(images * plan.Chunks), plan, views, density, on.Shifts, rows.QX, rows.QY, rows.Sums);
        }
        else
        {
            kernels.Tangents(stream, images * plan.Voxels, plan, views, density, rows.QX, rows.QY, rows.Sums);
        }
        kernels.ToTangentImages(stream, slots * pixels, views, rows.Sums, rows.Lost, pixels, density, rows.Images);
        transform.Forward(slots);
    }

    private void Multiply(ShardOnDevice shard, ParameterColumns columns, int first, int images)
    {
        int box = problem.Splat.Box;
        var which = new OwnLoss.Columns(columns.Count, columns.Moving, At(OwnParameters.Shift), At(OwnParameters.Contrast), At(OwnParameters.Defocus));
        kernels.Inner(
            stream, Grouped(images * Groups.Parts), box, 1 + columns.Moving, rows.Re, rows.Im, shard.All.TargetReal, shard.All.TargetImaginary, shard.All.Weight, rows.Lost, rows.ImageOf, rows.Energies);
        kernels.OwnProducts(
            stream, Grouped(images * which.Products), box, which, rows.Re, rows.Im, shard.TargetReal, shard.TargetImaginary, shard.Weight, shard.DefocusSlope, shard.Contrast,
            rows.Lost, first, tangents.Equations);

        int At(OwnParameters parameter) => columns.Has(parameter) ? columns.Find(parameter) : -1;
    }

    // Evaluates the priors and adds them to gradients and Hessians in the latents; returns the number of flows at which they were evaluated for an image.
    private int Priors(bool flexes, int along, int count, int images)
    {
        if (!flexes || !priors.Any)
        {
            return 0;
        }
        if (along == 0)
        {
            priors.Evaluate(kernels, stream, rows.Flow, rows.FlowGradient, images, gradient: false);
            return 1;
        }
        int flows = 1 + along, length = 3 * problem.Moving;
        kernels.MoveFlows(stream, images * flows * length, along, length, FlowPriors.Step, rows.Flow, tangents.Flow, tangents.Moved);
        tangents.MovedGradient.MemSetToZero(stream);
        priors.Evaluate(kernels, stream, tangents.Moved, tangents.MovedGradient, images * flows, gradient: true);
        kernels.PriorSlopes(stream, Grouped(images * flows * along), along, length, tangents.MovedGradient, tangents.Flow, tangents.PriorSlopes);
        kernels.AddPriors(stream, images * along * along, along, count, FlowPriors.Step, tangents.PriorSlopes, tangents.Equations);
        return flows;
    }

    private void Read(NormalEquations equations, int first, int images, int flows)
    {
        int count = equations.Columns.Count, length = count * (count + 1);
        stream.Download(rows.Energies, _energies, 2 * Groups.Parts * images);
        stream.Download(tangents.Equations, _equations, images * length);
        if (flows > 0)
        {
            priors.Read(stream, images * flows);
        }
        stream.Synchronize();
        for (int image = 0; image < images; image++)
        {
            equations.Energies[first + image] = RowBuffers.Energy(_energies.Span, image, flows == 0 ? 0 : priors.Sum(image * flows));
            ReadOnlySpan<double> found = _equations.Span.Slice(image * length, length);
            found[..count].CopyTo(equations.Gradient(first + image));
            found[count..].CopyTo(equations.Hessian(first + image));
        }
    }

    private KernelConfig Grouped(int groups) => new(groups, kernels.GroupSize);
}
