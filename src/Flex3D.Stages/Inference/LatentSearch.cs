using Flex3D.Stages.Engine;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Inference;

/// <summary>Infers the latents of a shard's images by coordinate descent against the current model (the paper's auto-decoder).</summary>
/// <remarks>
/// First some given latents are tried, against wrong local minima. Then for each step δ of <see cref="LatentSearchSettings.Steps"/> and each coordinate in a random order of the image's own:
/// z ± δ are tried together, then the vertex of the parabola through the three (moved at most 2δ). A candidate is taken only
/// if the objective falls: E_data, the priors on the flow and the prior on the latent. Not thread-safe: one object a worker.
/// </remarks>
internal sealed class LatentSearch(int dimension, int capacity)
{
    private readonly float[] _candidates = new float[capacity * 2 * dimension];
    private readonly CandidateEnergy[] _energies = new CandidateEnergy[capacity * 2];
    private readonly double[] _best = new double[capacity];
    private readonly double[] _plus = new double[capacity];
    private readonly double[] _minus = new double[capacity];
    private readonly double[] _centre = new double[capacity];
    private readonly float[] _origin = new float[capacity];

    /// <summary>Improves <paramref name="latents"/> [image][K] in place; <paramref name="best"/> receives each image's data term.</summary>
    /// <param name="centres">Latents that are tried for every image first, [centre][K].</param>
    public void Run(
        IShardEvaluator evaluator, ImageShard shard, LatentSearchSettings settings, ReadOnlySpan<float> centres, ulong seed, ulong epoch, Span<float> latents, Span<CandidateEnergy> best)
    {
        int count = shard.Count, coordinates = settings.Coordinates > 0 ? settings.Coordinates : dimension;
        for (int i = 0; i < count * dimension; i++)
        {
            latents[i] = Clamp(latents[i], settings.Limit);
        }
        evaluator.Evaluate(shard, latents[..(count * dimension)], 1, _energies);
        for (int i = 0; i < count; i++)
        {
            _best[i] = Objective(i, latents.Slice(i * dimension, dimension), _energies[i]);
            best[i] = _energies[i];
        }
        for (int at = 0; at < centres.Length; at += 2 * dimension)
        {
            Try(centres.Slice(at, Math.Min(2 * dimension, centres.Length - at)), latents, best);
        }
        for (int round = 0; round < settings.Steps.Count; round++)
        {
            for (int turn = 0; turn < coordinates; turn++)
            {
                Descend(round, turn, (float)settings.Steps[round], latents, best);
            }
        }

        // Tries one or two centres.
        void Try(ReadOnlySpan<float> tried, Span<float> z, Span<CandidateEnergy> found)
        {
            int each = tried.Length / dimension;
            for (int i = 0; i < count; i++)
            {
                tried.CopyTo(_candidates.AsSpan(i * tried.Length));
            }
            evaluator.Evaluate(shard, _candidates.AsSpan(0, count * tried.Length), each, _energies);
            for (int i = 0; i < count * each; i++)
            {
                Take(i / each, _candidates.AsSpan(i * dimension, dimension), _energies[i], z, found);
            }
        }

        void Descend(int round, int turn, float step, Span<float> z, Span<CandidateEnergy> found)
        {
            for (int i = 0; i < count; i++)
            {
                int k = Coordinate(i, round, turn);
                Span<float> plus = _candidates.AsSpan(2 * i * dimension, dimension), minus = _candidates.AsSpan((2 * i + 1) * dimension, dimension);
                z.Slice(i * dimension, dimension).CopyTo(plus);
                plus.CopyTo(minus);
                _origin[i] = plus[k];
                _centre[i] = _best[i];
                plus[k] = Clamp(plus[k] + step, settings.Limit);
                minus[k] = Clamp(minus[k] - step, settings.Limit);
            }
            evaluator.Evaluate(shard, _candidates.AsSpan(0, 2 * count * dimension), 2, _energies);
            for (int i = 0; i < count; i++)
            {
                _plus[i] = Take(i, _candidates.AsSpan(2 * i * dimension, dimension), _energies[2 * i], z, found);
                _minus[i] = Take(i, _candidates.AsSpan((2 * i + 1) * dimension, dimension), _energies[2 * i + 1], z, found);
            }
            for (int i = 0; i < count; i++)
            {
                int k = Coordinate(i, round, turn);
                double move = Vertex(_plus[i] - _centre[i], Clamp(_origin[i] + step, settings.Limit) - _origin[i], _minus[i] - _centre[i], _origin[i] - Clamp(_origin[i] - step, settings.Limit));
                Span<float> vertex = _candidates.AsSpan(i * dimension, dimension);
                z.Slice(i * dimension, dimension).CopyTo(vertex);
                vertex[k] = Clamp(_origin[i] + (float)Math.Clamp(move, -2 * step, 2 * step), settings.Limit);
            }
            evaluator.Evaluate(shard, _candidates.AsSpan(0, count * dimension), 1, _energies);
            for (int i = 0; i < count; i++)
            {
                Take(i, _candidates.AsSpan(i * dimension, dimension), _energies[i], z, found);
            }
        }

        double Take(int image, ReadOnlySpan<float> candidate, in CandidateEnergy energy, Span<float> z, Span<CandidateEnergy> found)
        {
            double objective = Objective(image, candidate, energy);
            if (objective < _best[image])
            {
                _best[image] = objective;
                candidate.CopyTo(z.Slice(image * dimension, dimension));
                found[image] = energy;
            }
            return objective;
        }

        double Objective(int image, ReadOnlySpan<float> z, in CandidateEnergy energy) =>
            energy.Data(shard.Constant[image], shard.Contrast[image]) + energy.Prior + settings.Prior.Energy(z);

        // Rotates the order of the coordinates, drawn for each image and round: every coordinate is first equally often.
        int Coordinate(int image, int round, int turn)
        {
            ulong first = CounterRandom.Bits(seed, Purpose.SearchOrder, epoch, (ulong)shard.Particles[image], (ulong)round);
            return (int)((first + (ulong)turn) % (ulong)coordinates);
        }
    }

    /// <summary>Takes other latents of the images where they have the lower objective.</summary>
    /// <param name="others">[image][K].</param>
    /// <param name="latents">[image][K], the latents so far; receives the better ones.</param>
    /// <param name="best">[image]; receives their energies.</param>
    public void Choose(IShardEvaluator evaluator, ImageShard shard, LatentSearchSettings settings, ReadOnlySpan<float> others, Span<float> latents, Span<CandidateEnergy> best)
    {
        int count = shard.Count;
        for (int i = 0; i < count; i++)
        {
            latents.Slice(i * dimension, dimension).CopyTo(_candidates.AsSpan(2 * i * dimension));
            others.Slice(i * dimension, dimension).CopyTo(_candidates.AsSpan((2 * i + 1) * dimension));
        }
        evaluator.Evaluate(shard, _candidates.AsSpan(0, 2 * count * dimension), 2, _energies);
        for (int i = 0; i < count; i++)
        {
            int better = Objective(shard, i, settings, 2 * i + 1) < Objective(shard, i, settings, 2 * i) ? 2 * i + 1 : 2 * i;
            _candidates.AsSpan(better * dimension, dimension).CopyTo(latents.Slice(i * dimension, dimension));
            best[i] = _energies[better];
        }
    }

    private double Objective(ImageShard shard, int image, LatentSearchSettings settings, int candidate) =>
        _energies[candidate].Data(shard.Constant[image], shard.Contrast[image]) + _energies[candidate].Prior + settings.Prior.Energy(_candidates.AsSpan(candidate * dimension, dimension));

    // Returns the position of the minimum of the parabola through (−below, fBelow), (0, 0) and (above, fAbove); 0 where it has none. The limit
    // may have shortened either step.
    private static double Vertex(double fAbove, double above, double fBelow, double below)
    {
        if (!(above > 0 && below > 0))
        {
            return 0;
        }
        double curvature = (fAbove / above + fBelow / below) / (above + below), slope = fAbove / above - curvature * above;
        return curvature * above * below > 1e-6 ? -0.5 * slope / curvature : 0;
    }

    private static float Clamp(float value, double limit) => Math.Clamp(value, (float)-limit, (float)limit);
}
