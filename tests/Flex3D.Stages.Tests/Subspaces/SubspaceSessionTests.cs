using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Subspaces;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Subspaces;

/// <summary>Whole fits to images of a molecule, a part of which is denser in some than in others, driven by one thread.</summary>
public sealed class SubspaceSessionTests
{
    private const int Count = 200;
    private static readonly int[] s_held = [.. Enumerable.Range(0, Count).Where(p => p % 5 == 2)];
    private static readonly SmallWorld s_world = new(box: 24, particles: Count);
    private static readonly Lazy<SubspaceState> s_fitted = new(() => Fit(Images()));

    [Fact]
    public void The_first_component_is_what_differs_between_images_and_not_their_contrast()
    {
        SubspaceState state = s_fitted.Value;
        double[] truth = [.. Enumerable.Range(0, Count).Select(Truth)];
        Math.Abs(Correlation(truth, p => state.Latents[2 * p])).ShouldBeGreaterThan(0.9);
        Math.Abs(Correlation(truth, p => state.Latents[2 * p + 1])).ShouldBeLessThan(0.2);
        var found = SubspaceFound.Of(state);
        found.Supported.ShouldBe(1);
        found.Components[0].Energy.ShouldBeGreaterThan(3 * found.Components[1].Energy);
    }

    [Fact]
    public void Where_nothing_differs_no_component_is_supported() => SubspaceFound.Of(Fit(Images(varies: 0))).Supported.ShouldBe(0);

    [Fact]
    public void The_prior_variance_of_a_coordinate_is_its_variance_over_the_images()
    {
        SubspaceState state = s_fitted.Value;
        double energy = state.Information[0], square = Enumerable.Range(0, Count).Except(s_held).Average(p => state.Latents[2 * p] * (double)state.Latents[2 * p]);
        (square + 1 / (1 + energy)).ShouldBe(1, 0.3); // ⟨m²⟩ + the mean posterior variance; the prior of the maps shrinks the components somewhat
    }

    [Fact]
    public void The_order_of_shards_and_an_interruption_after_every_step_change_no_bit()
    {
        float[][] images = Images();
        SubspaceState whole = s_fitted.Value;
        foreach (SubspaceState other in (SubspaceState[])[Fit(images, reverse: true), Fit(images, interrupted: true)])
        {
            other.Components.ShouldBe(whole.Components);
            other.Latents.ShouldBe(whole.Latents);
            other.Gains.ShouldBe(whole.Gains);
            other.Information.ShouldBe(whole.Information);
        }
    }

    [Fact]
    public void Held_out_images_reach_neither_the_components_nor_another_particles_latents()
    {
        float[][] images = Images();
        SubspaceState clean = s_fitted.Value;
        foreach (int p in s_held)
        {
            images[p] = Array.ConvertAll(images[p], v => -3 * v);
        }
        SubspaceState changed = Fit(images);
        changed.Components.ShouldBe(clean.Components);
        float[] before = SubspaceFound.Latents(clean, 1, 1.5, s_held), after = SubspaceFound.Latents(changed, 1, 1.5, s_held);
        foreach (int p in Enumerable.Range(0, Count))
        {
            (after[p] == before[p]).ShouldBe(!s_held.Contains(p), $"particle {p}");
        }
    }

    [Fact]
    public void Latents_fill_the_range_of_the_search_and_keep_to_it()
    {
        float[] latents = SubspaceFound.Latents(s_fitted.Value, 2, 1.5, s_held);
        latents.ShouldAllBe(z => Math.Abs(z) <= 1.5f);
        float[] widest = [.. Enumerable.Range(0, 2).Select(k => Enumerable.Range(0, Count).Except(s_held).Select(p => Math.Abs(latents[2 * p + k])).Order().ElementAt((int)(0.98 * (Count - s_held.Length - 1))))];
        widest.Max().ShouldBe(1.2f, 1e-5f);
    }

    private static double Truth(int particle) => 2 * CounterRandom.Uniform(9, 130, 0, (ulong)particle, 0) - 1;

    // The half with x > 0 is denser or less dense; contrasts differ as well.
    private static float[][] Images(double varies = 0.9) => [.. Enumerable.Range(0, Count).Select(p =>
    {
        float[] voxels = [.. s_world.Voxels.Select((v, i) => (float)(v * (1 + varies * Truth(p) * Math.Clamp((s_world.Binding.Voxels[i] % s_world.Box - s_world.Box / 2) / 3.0, 0, 1))))];
        float[] image = Array.ConvertAll(s_world.Project(p, voxels, []), v => v * (p % 2 == 0 ? 0.85f : 1.15f));
        SmallWorld.AddNoise(image, (ulong)p, 1);
        return image;
    })];

    private static SubspaceState Fit(float[][] images, bool reverse = false, bool interrupted = false)
    {
        var plan = new SubspacePlan(Count, s_held, new SubspaceOptions { Seed = 3, Components = 2, Box = 16, Passes = 6, BatchSize = 96, ShardSize = 8 });
        var state = new SubspaceState(plan.Options, Count, s_held.Length);
        using var engine = new SimdEngine();
        SubspaceSession session = Session(plan, state, images);
        while (!session.Finished)
        {
            session.BeginPhase();
            while (state.Step < session.Steps.Count)
            {
                Step(session, engine, reverse);
                if (interrupted)
                {
                    SubspaceSession next = Session(plan, new SubspaceState(plan.Options, Count, s_held.Length), images);
                    CopyTo(state, next.State);
                    (session, state) = (next, next.State);
                    session.BeginPhase();
                }
            }
            session.EndPhase();
        }
        return state;
    }

    private static void Step(SubspaceSession session, SimdEngine engine, bool reverse)
    {
        int step = session.State.Step, shards = (session.Steps[step].Length + 7) / 8;
        using SubspaceWorker worker = session.CreateWorker(engine);
        SubspaceBuffer buffer = session.CreateBuffer();
        foreach (int shard in Enumerable.Range(0, shards).Select(s => reverse ? shards - 1 - s : s))
        {
            session.Read(step, shard, buffer);
            session.Transform(buffer);
            session.Infer(buffer, worker);
            session.Reduce(shard, buffer);
        }
        session.Commit(step);
    }

    private static SubspaceSession Session(SubspacePlan plan, SubspaceState state, float[][] images) =>
        new(s_world.Problem, plan, state, new MemorySource(s_world.Table, images), s_world.Voxels, s_held, parallelism: 1);

    private static void CopyTo(SubspaceState from, SubspaceState to)
    {
        (to.Phase, to.Step, to.Updates, to.Exponent) = (from.Phase, from.Step, from.Updates, from.Exponent);
        from.Components.CopyTo(to.Components, 0);
        from.Information.CopyTo(to.Information, 0);
        from.Latents.CopyTo(to.Latents, 0);
        from.Gains.CopyTo(to.Gains, 0);
    }

    private static double Correlation(double[] truth, Func<int, double> found)
    {
        double[] values = [.. Enumerable.Range(0, truth.Length).Select(found)];
        double a = truth.Average(), b = values.Average();
        return truth.Zip(values, (x, y) => (x - a) * (y - b)).Sum() / Math.Sqrt(truth.Sum(x => (x - a) * (x - a)) * values.Sum(y => (y - b) * (y - b)));
    }
}
