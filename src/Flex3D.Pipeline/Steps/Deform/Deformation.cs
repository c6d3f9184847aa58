using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Steps.Conformations;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Structures;

namespace Flex3D.Pipeline.Steps.Deform;

/// <summary>Moves atoms or points to conformations, and writes them.</summary>
internal static class Deformation
{
    private const int MostAveraged = 1000;

    /// <summary>Whether the conformations asked for need every particle of the model, and not a sample.</summary>
    public static bool NeedsEveryParticle(DeformOptions options) => options.Particles is { Count: > 0 };

    /// <summary>Writes the moved model and the report on its geometry, or <c>frame,point,x,y,z</c>, to <paramref name="output"/>.</summary>
    /// <remarks>Points are Å from the box centre, in the frame of <c>maps/flex.mrc</c>; a model's origin may also be the first voxel (<see cref="ModelFrame"/>).</remarks>
    /// <exception cref="InputException">The options contradict each other or the model, or no atom lies in the mesh.</exception>
    public static DeformationResult Write(RunModel run, DeformOptions options, string output)
    {
        if ((options.Model is null) == (options.Points is null))
        {
            throw new InputException("deform", null, options.Model is null ? "neither atoms nor points" : "atoms and points", "--model FILE or --points FILE");
        }
        if (options.Points is not null && options.BFactors != MovedBFactors.Keep)
        {
            throw new InputException("--b-factors", null, "points", "atoms, which have B factors", "give a model with --model");
        }
        FoundConformations found = Conformations(run, options);
        RigidPart? rigid = options.Frame == FlowFrame.Molecule ? run.Rigid : null;
        if (options.Points is { } points)
        {
            PointFile.Write(output, DeformStep.Frames(run.Model, found.Latents, PointFile.Read(points), 0, rigid));
            return new(ModelOrigin.Centre, found.Says, found.Warnings);
        }
        AtomicModel atoms = AtomicModelFile.Read(options.Model!);
        atoms.RequireName(output);
        double[] rest = atoms.Positions();
        double offset = ModelFrame.Offset(run.Model, rest, options.Origin);
        PointLocation[] where = PointPlaces.Locate(run.Model.Mesh, rest, offset);
        string[] outside = [.. PointPlaces.Check(atoms, where, rest, offset, run.Map)];
        double[][] frames = [.. DeformStep.Frames(run.Model, found.Latents, rest, offset, rigid, where)];
        double[]? bFactors = options.BFactors == MovedBFactors.Displacement ? DisplacementBFactors.Of(DeformStep.Frames(run.Model, Spread(run.Model), rest, offset, rigid, where)) : null;
        atoms.WriteMoved(output, frames, bFactors);
        var geometry = new GeometryFile(atoms, rest, frames);
        geometry.Write(GeometryFile.PathOf(output));
        return new(
            offset > 0 ? ModelOrigin.Corner : ModelOrigin.Centre,
            [.. found.Says, .. geometry.Lines(), .. bFactors is null ? [] : (string[])[BFactorText.Of(bFactors)]],
            [.. found.Warnings, .. outside, .. geometry.Warnings(), .. bFactors is null ? [] : BFactorText.Warnings(atoms, bFactors)]);
    }

    private static FoundConformations Conformations(RunModel run, DeformOptions options)
    {
        FlexModel model = run.Model;
        if (options.Motion is null && (options.Range ?? options.Angstrom) is not null)
        {
            throw new InputException(options.Range is null ? "--angstrom" : "--range", null, "no --motion", "the motion along which to go", "such as --motion 0");
        }
        int ways = (options.Latents is null ? 0 : 1) + (options.Motion is null ? 0 : 1) + (options.Particles is { Count: > 0 } ? 1 : 0);
        if (ways > 1)
        {
            throw new InputException("deform", null, "several of --motion, --latents and --particles", "one of them", "each says which conformations to make");
        }
        if (options.Particles is { Count: > 0 } list)
        {
            return new FoundConformations(GivenLatents.Of(model, GivenLatents.Particles(list, model.ParticleCount)), model.Flow.LatentDimension);
        }
        if (ways == 0 && options.BFactors == MovedBFactors.Displacement)
        {
            return new FoundConformations(run.Middle, model.Flow.LatentDimension);
        }
        return ways == 1
            ? ConformationFinder.Find(run, new ConformationRequest { Latents = options.Latents, Motion = options.Motion, Frames = options.Frames, Range = options.Range, Angstrom = options.Angstrom }, "deform")
            : throw new InputException("deform", null, "no latents", "--latents FILE or --particles 0,5,9, or --motion 0");
    }

    // Latents of particles that are spread evenly over all.
    private static float[] Spread(FlexModel model)
    {
        int count = Math.Min(MostAveraged, model.ParticleCount);
        return GivenLatents.Of(model, [.. Enumerable.Range(0, count).Select(i => (int)((long)i * model.ParticleCount / count))]);
    }
}

/// <summary>The outcome of moving atoms or points.</summary>
/// <param name="Origin">The origin of the model's coordinates that was used.</param>
/// <param name="Says">Lines that tell a user what was done.</param>
/// <param name="Warnings">Lines that warn a user.</param>
internal sealed record DeformationResult(ModelOrigin Origin, IReadOnlyList<string> Says, IReadOnlyList<string> Warnings);
