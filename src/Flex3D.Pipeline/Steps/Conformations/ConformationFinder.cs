using System.Globalization;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Conformations;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;

namespace Flex3D.Pipeline.Steps.Conformations;

/// <summary>Finds the latents of the conformations that a user asks for.</summary>
internal static class ConformationFinder
{
    private const double WideGap = 10;

    /// <summary>Finds them, with the particle nearest to each and what to warn of.</summary>
    /// <param name="run">The run; with every particle if the request needs that.</param>
    /// <param name="request">What is asked for; nothing is an axis.</param>
    /// <param name="command">The name of the command, for messages.</param>
    /// <exception cref="InputException">The request contradicts itself or the model.</exception>
    public static FoundConformations Find(RunModel run, ConformationRequest request, string command)
    {
        request.Check(command);
        FlexModel model = run.Model;
        int k = model.Flow.LatentDimension;
        FoundConformations found = request switch
        {
            { Latents: { } rows } => new(GivenLatents.Read(rows, model), k),
            { Path: { } points } => new(LatentPaths.Through(GivenLatents.Read(points, model), k, request.Frames), k),
            { From: { } from, To: { } to } => OverDensity(model, [.. GivenLatents.Parse("--from", from, model), .. GivenLatents.Parse("--to", to, model)], request.Frames),
            { Particles.Count: > 0 } => OverDensity(model, ThroughParticles(model, request.Particles), request.Frames),
            { Motion: { } number } => AlongMotion(run, number, request),
            { Grid: { } size } => LatentGrid.Find(run, size, request.GridAxes, request.Range ?? ConformationRequest.UsualRange),
            { Clusters: { } count } => OfGroups(model, LatentClusters.Of(model.Latents, k, Count("--clusters", count, model), model.Seed), "clusters", count),
            { Peaks: { } count } => OfGroups(model, DensityPeaks.Of(model.Latents, k, count == 0 ? null : Count("--peaks", count, model)), "density peaks", count),
            _ => AlongAxis(run, request),
        };
        return found.Compared(model);
    }

    private static FoundConformations AlongAxis(RunModel run, ConformationRequest request)
    {
        int k = run.Model.Flow.LatentDimension, axis = request.Axis ?? 0;
        if (axis < 0 || axis >= k)
        {
            throw new InputException("--axis", null, $"{axis}", $"0 to {k - 1}", "the model has as many latent coordinates");
        }
        (_, double[] deviation) = LatentPaths.Spread(run.Model.Latents, k);
        var found = new FoundConformations(LatentPaths.Axis(run.Middle, axis, (request.Range ?? ConformationRequest.UsualRange) * deviation[axis], request.Frames), k);
        return deviation[axis] > 0 ? found : found with { Warnings = [$"no particles differ along axis {axis}: all frames are the same"] };
    }

    private static FoundConformations AlongMotion(RunModel run, int number, ConformationRequest request)
    {
        PrincipalMotion motion = run.Motion();
        if (motion.RmsAngstrom == 0)
        {
            throw new InputException("--motion", null, "a model in which nothing moves", "a run whose particles support a motion", run.Evidence);
        }
        if (number < 0 || number >= motion.Components.Count)
        {
            throw new InputException("--motion", null, $"{number}", $"0 to {motion.Components.Count - 1}", "motions are numbered by decreasing displacement; 0 is the main motion");
        }
        MotionComponent along = motion.Components[number];
        double middle = MotionFrames.Median(along), sd = along.RmsAngstrom;
        double? reach = request.Angstrom ?? request.Range * sd;
        MotionFrames frames = MotionFrames.Along(motion, number, run.Flow(FlowFrame.Molecule), run.Model.Latents, reach is { } far ? (middle - far, middle + far) : null, request.Frames);
        int[] missed = [.. Enumerable.Range(0, request.Frames).Where(frame => Math.Abs(frames.Reached[frame] - frames.Asked[frame]) > 0.05 * sd)];
        CultureInfo culture = CultureInfo.InvariantCulture;
        return new FoundConformations(frames.Latents, run.Model.Flow.LatentDimension)
        {
            Columns = [("motion_angstrom", frames.Reached), ("motion_sd", [.. frames.Reached.Select(coordinate => sd > 0 ? coordinate / sd : 0)])],
            Says =
            [
                string.Create(culture, $"motion {number}, {100 * along.VarianceExplained:0} % of all displacement: frames from {frames.Reached[0]:0.##} to {frames.Reached[^1]:0.##} Å RMS over the molecule, of which 1 standard deviation of the particles is {sd:0.##} Å; its most mobile tenth moves {along.MovingRmsAngstrom / Math.Max(sd, 1e-9):0.#} times as far"),
            ],
            Warnings = missed.Length == 0 ? [] :
            [
                string.Create(culture, $"{missed.Length} of {request.Frames} frames ({FoundConformations.Numbers(missed)}) are not where they were asked for, from {frames.Asked[0]:0.##} to {frames.Asked[^1]:0.##} Å: no particle has such a conformation, and the nearest ones are from {frames.Reached.Min():0.##} to {frames.Reached.Max():0.##} Å"),
            ],
        };
    }

    private static FoundConformations OverDensity(FlexModel model, float[] places, int frames)
    {
        DensityPath path = DensityPath.Through(model.Latents, model.Flow.LatentDimension, places, frames);
        return new FoundConformations(path.Latents, model.Flow.LatentDimension)
        {
            Warnings = path.Gap <= WideGap ? [] : [string.Create(CultureInfo.InvariantCulture, $"the path crosses a gap between particles: its longest step is {path.Gap:0.#} times the usual distance of a particle's tenth neighbour")],
        };
    }

    private static float[] ThroughParticles(FlexModel model, IReadOnlyList<string> texts)
    {
        List<int> particles = GivenLatents.Particles(texts, model.ParticleCount);
        return particles.Count >= 2 ? GivenLatents.Of(model, particles)
            : throw new InputException("--particles", null, $"{particles.Count} particle{(particles.Count == 1 ? "" : "s")}", "two at least: the path goes from one to the next", "such as --particles 12,345");
    }

    private static int Count(string option, int count, FlexModel model) => count >= 1 && count <= model.ParticleCount && count <= ConformationRequest.MostFrames ? count
        : throw new InputException(option, null, $"{count}", $"1 to {Math.Min(model.ParticleCount, ConformationRequest.MostFrames)}", $"there are {model.ParticleCount} particles");

    private static FoundConformations OfGroups(FlexModel model, ParticleGroups groups, string what, int asked)
    {
        int k = model.Flow.LatentDimension, total = model.ParticleCount;
        return new FoundConformations(GivenLatents.Of(model, [.. groups.Groups.Select(group => group.Particle)]), k)
        {
            Groups = groups,
            Columns =
            [
                ("members", [.. groups.Groups.Select(group => (double)group.Members)]), ("fraction", [.. groups.Groups.Select(group => group.Members / (double)total)]),
                ("spread", [.. groups.Groups.Select(group => group.Spread)]),
            ],
            Says = [string.Create(CultureInfo.InvariantCulture, $"{groups.Groups.Count} {what} of {total} particles, with {groups.Groups[0].Members} to {groups.Groups[^1].Members} members")],
            Warnings = groups.Groups.Count >= asked ? [] : [$"only {groups.Groups.Count} of {asked} {what} have members: fewer latents differ"],
        };
    }
}
