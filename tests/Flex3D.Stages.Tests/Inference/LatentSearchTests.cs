using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Training;

namespace Flex3D.Stages.Tests.Inference;

public sealed class LatentSearchTests
{
    private static readonly LatentPrior NoPrior = new(0, 1.5, 4);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_planted_minimum_is_found_in_any_number_of_dimensions(int dimension)
    {
        float[][] planted = Planted(dimension, 20);
        var evaluator = new FakeEvaluator(dimension, (p, z) => Bowl(planted[p], z));
        float[] found = Run(evaluator, dimension, 20, new LatentSearchSettings([0.5, 0.25, 0.12, 0.06], 1.5, NoPrior), new float[20 * dimension], out _);
        for (int i = 0; i < 20; i++)
        {
            for (int k = 0; k < dimension; k++)
            {
                // The half of the unit Gaussian prior draws a coordinate in by less than 1/100 of it.
                found[i * dimension + k].ShouldBe(planted[i][k], 0.06f);
            }
        }
    }

    [Fact]
    public void One_sweep_finds_the_vertex_of_a_parabola_exactly()
    {
        var evaluator = new FakeEvaluator(1, (_, z) => 50 * Math.Pow(z[0] - 0.37, 2) - 0.5 * z[0] * z[0]);
        Run(evaluator, 1, 1, new LatentSearchSettings([0.5], 1.5, NoPrior), [0.1f], out _)[0].ShouldBe(0.37f, 1e-5f);
    }

    [Theory]
    [InlineData(1.3f, 1.42)]
    [InlineData(-1.45f, -1.2)]
    [InlineData(1.4f, 1.44)]
    public void A_minimum_near_the_limit_is_found_although_a_step_is_cut_short(float start, double minimum)
    {
        var evaluator = new FakeEvaluator(1, (_, z) => 50 * Math.Pow(z[0] - minimum, 2) - 0.5 * z[0] * z[0]);
        Run(evaluator, 1, 1, new LatentSearchSettings([0.5], 1.5, NoPrior), [start], out _)[0].ShouldBe((float)minimum, 1e-4f);
    }

    [Fact]
    public void No_candidate_leaves_the_limit()
    {
        var evaluator = new FakeEvaluator(3, (_, z) => -100 * z.Sum());
        float[] found = Run(evaluator, 3, 5, new LatentSearchSettings([0.5, 0.5, 0.5, 0.5], 1.25, NoPrior), [.. Enumerable.Repeat(9f, 15)], out _, [0, 1, 1, 1.2f, 0, 0, -1, -1, 1]);
        evaluator.Asked.ShouldAllBe(asked => asked.Latent.All(v => Math.Abs(v) <= 1.25f));
        found.ShouldAllBe(v => v == 1.25f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void The_objective_never_rises_and_what_is_returned_is_the_best_that_was_tried(int dimension)
    {
        var prior = new LatentPrior(20, 1.5, 4);
        double Rugged(int p, float[] z) => z.Select((v, k) => 10 * Math.Sin(7 * v + p + k) + 3 * v * v).Sum();
        var evaluator = new FakeEvaluator(dimension, Rugged);
        float[] start = [.. Planted(dimension, 20).SelectMany(z => z)];
        float[] found = Run(evaluator, dimension, 20, new LatentSearchSettings([0.5, 0.25], 1.5, prior), [.. start], out CandidateEnergy[] energies, [.. Enumerable.Range(0, 5 * dimension).Select(i => 0.6f * (i % 5) - 1.2f)]);
        double gained = 0;
        for (int i = 0; i < 20; i++)
        {
            float[] z = found[(i * dimension)..((i + 1) * dimension)];
            double best = evaluator.Asked.Where(a => a.Particle == i).Min(a => Rugged(i, a.Latent) + prior.Energy(a.Latent));
            (Rugged(i, z) + prior.Energy(z)).ShouldBe(best);
            double before = Rugged(i, start[(i * dimension)..((i + 1) * dimension)]) + prior.Energy(start.AsSpan(i * dimension, dimension));
            best.ShouldBeLessThanOrEqualTo(before);
            gained += before - best;
            (-energies[i].Cross).ShouldBe(Rugged(i, z)); // the energies returned are those of the latents returned
        }
        gained.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Places_that_are_tried_first_lead_out_of_a_wrong_basin()
    {
        static double TwoWells(int _, float[] z) => Math.Min(40 * Math.Pow(z[0] - 0.1, 2), 40 * Math.Pow(z[0] + 1.3, 2) - 30);
        Run(new FakeEvaluator(1, TwoWells), 1, 1, new LatentSearchSettings([0.25, 0.12], 1.5, NoPrior), [0.1f], out _)[0].ShouldBe(0.1f, 0.02f);
        Run(new FakeEvaluator(1, TwoWells), 1, 1, new LatentSearchSettings([0.25, 0.12], 1.5, NoPrior), [0.1f], out _, [0.3f, 0.8f, -1.1f])[0].ShouldBe(-1.3f, 0.03f);
    }

    [Fact]
    public void Rigidity_and_prior_weigh_in()
    {
        var strong = new LatentPrior(1e6, 1.5, 2);
        var evaluator = new FakeEvaluator(1, (_, z) => 10 * Math.Pow(z[0] - 1, 2));
        Run(evaluator, 1, 1, new LatentSearchSettings([0.5, 0.25, 0.12], 1.5, strong), [1f], out _)[0].ShouldBe(0f, 0.01f);
    }

    [Fact]
    public void A_particle_finds_the_same_latent_whatever_shard_it_is_in()
    {
        float[][] planted = Planted(2, 9);
        var evaluator = new FakeEvaluator(2, (p, z) => Bowl(planted[p], z));
        var settings = new LatentSearchSettings([0.5, 0.25], 1.5, NoPrior);
        float[] all = Run(evaluator, 2, 9, settings, new float[18], out _);
        var alone = new ImageShard(2, 1) { Count = 1 };
        alone.Particles[0] = 7;
        alone.Contrast[0] = 1;
        float[] one = new float[2];
        new LatentSearch(2, 1).Run(evaluator, alone, settings, [], 5, 3, one, new CandidateEnergy[1]);
        one.ShouldBe(all[14..16]);
    }

    [Fact]
    public void Coordinates_that_are_not_in_use_stay_as_they_are_and_cost_nothing()
    {
        float[][] planted = Planted(3, 5);
        var evaluator = new FakeEvaluator(3, (p, z) => Bowl(planted[p], z));
        var settings = new LatentSearchSettings([0.5, 0.25, 0.12], 1.5, NoPrior);
        float[] found = Run(evaluator, 3, 5, settings with { Coordinates = 1 }, new float[15], out _);
        evaluator.Asked.ShouldAllBe(asked => asked.Latent[1] == 0 && asked.Latent[2] == 0);
        evaluator.Asked.Count.ShouldBe(5 * (1 + 3 * 3), "the start, and for each of three steps both sides and the vertex");
        Enumerable.Range(0, 5).ShouldAllBe(i => found[3 * i] != 0);
    }

    private static float[] Run(FakeEvaluator evaluator, int dimension, int count, LatentSearchSettings settings, float[] latents, out CandidateEnergy[] energies, params float[] centres)
    {
        var shard = new ImageShard(2, count) { Count = count };
        for (int i = 0; i < count; i++)
        {
            (shard.Particles[i], shard.Contrast[i]) = (i, 1);
        }
        energies = new CandidateEnergy[count];
        new LatentSearch(dimension, count).Run(evaluator, shard, settings, centres, 5, 3, latents, energies);
        return latents;
    }

    private static float[][] Planted(int dimension, int count) => [.. Enumerable.Range(0, count).Select(i =>
        Enumerable.Range(0, dimension).Select(k => (float)(1.6 * CounterRandom.Uniform(2, 107, 0, (ulong)i, (ulong)k) - 0.8)).ToArray())];

    // A little coupling between neighbouring coordinates, so that one sweep is not enough.
    private static double Bowl(float[] planted, float[] z)
    {
        double energy = 0;
        for (int k = 0; k < z.Length; k++)
        {
            double d = z[k] - planted[k], next = z[(k + 1) % z.Length] - planted[(k + 1) % z.Length];
            energy += 60 * d * d + (k + 1 < z.Length ? 15 * d * next : 0);
        }
        return energy;
    }
}
