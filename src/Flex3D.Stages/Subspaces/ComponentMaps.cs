using Flex3D.Stages.Canonical;
using Flex3D.Stages.Coarse;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Subspaces;

/// <summary>The components of a subspace as maps, and their improvement (M-step). Not thread-safe.</summary>
/// <remarks>
/// With S = ⟨zzᵀ⟩ over a batch, the curvature of the mean loss in the components is about h(r) S, h being what an image says of a Fourier component of a map: the gradient times S⁻¹, over h, is a
/// Newton step, and a map's own step does the rest (<see cref="CanonicalMap"/>). Then U ← U L with LLᵀ = S gives z the covariance 1 that its prior has, without which
/// the components would reach their size slowly (parameter-expanded EM, Liu, Rubin &amp; Wu 1998). The prior of a component has the power of the consensus map by shell.
/// </remarks>
internal sealed class ComponentMaps
{
    private const double FirstPart = 0.1;

    private readonly SubspaceOptions _options;
    private readonly CanonicalMap _map;
    private readonly MapPrior _prior;
    private readonly float[] _power;
    private readonly int _cube, _voxels;

    /// <param name="fineBox">Box of the images that the source reads, pixels.</param>
    /// <param name="coarse">The problem at the smaller box.</param>
    /// <param name="consensus">Density of each bound voxel there.</param>
    /// <param name="images">Number of images that the components are made from.</param>
    /// <exception cref="IOException">An image cannot be read.</exception>
    public ComponentMaps(ImageSource source, int particles, int fineBox, EngineProblem coarse, float[] consensus, int images, SubspaceOptions options, int parallelism)
    {
        _options = options;
        (_cube, _voxels) = (options.Box * options.Box * options.Box, consensus.Length);
        _map = new CanonicalMap(coarse.Binding, Math.Sqrt(consensus.Sum(v => (double)v * v) / consensus.Length), parallelism);
        double squares = coarse.Binding.Mask.Sum(mask => (double)mask * mask) / _cube, ratio = Math.Pow(options.Box / (double)fineBox, 3);
        // The same images at the smaller box: components of a unitary transform of voxels that are as much larger.
        _prior = new MapPrior(Array.ConvertAll(MapInformation.Of(source, particles).InMask(coarse.Binding, parallelism), h => h * ratio), images, squares);
        _power = Array.ConvertAll(_map.Power(consensus), power => (float)power);
    }

    /// <summary>Writes the components that a fit begins with: noise, a tenth of the map.</summary>
    public void Initialise(Span<float> parameters)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] = (float)(FirstPart * CounterRandom.Normal(_options.Seed, Purpose.Subspace, 0, (ulong)i, 0));
        }
    }

    /// <summary>Computes the components by voxel, [q][voxel].</summary>
    public void Voxels(ReadOnlySpan<float> parameters, Span<float> components)
    {
        for (int k = 0; k < _options.Components; k++)
        {
            _map.Voxels(parameters.Slice(k * _cube, _cube), CoarseScale.BandLimit, components.Slice(k * _voxels, _voxels));
        }
    }

    /// <summary>Improves the components.</summary>
    /// <param name="parameters">[q][m³]; overwritten.</param>
    /// <param name="gradient">Mean gradient of an image in the components, [q][voxel].</param>
    /// <param name="second">S, [q][q].</param>
    /// <param name="rate">The fraction of the way to the best components for the batch.</param>
    /// <returns>The matrix by which the components were mixed, U ← U M.</returns>
    public Matrix<double> Improve(Span<float> parameters, ReadOnlySpan<float> gradient, Matrix<double> second, double rate)
    {
        int q = _options.Components;
        Matrix<double> inverse = second.Inverse();
        float[] step = new float[_voxels];
        for (int k = 0; k < q; k++)
        {
            Array.Clear(step);
            for (int l = 0; l < q; l++)
            {
                float factor = (float)inverse[k, l];
                ReadOnlySpan<float> from = gradient.Slice(l * _voxels, _voxels);
                for (int i = 0; i < step.Length; i++)
                {
                    step[i] += factor * from[i];
                }
            }
            _map.Step(parameters.Slice(k * _cube, _cube), step, CoarseScale.BandLimit, _prior, _power, rate);
        }
        Matrix<double> mixing = second.Cholesky().Factor;
        Mix(parameters, mixing);
        return mixing;
    }

    /// <summary>Mixes the components, U ← U M.</summary>
    public void Mix(Span<float> parameters, Matrix<double> mixing)
    {
        int q = _options.Components;
        Span<double> mixed = stackalloc double[q];
        for (int i = 0; i < _cube; i++)
        {
            mixed.Clear();
            for (int l = 0; l < q; l++)
            {
                for (int k = 0; k < q; k++)
                {
                    mixed[k] += parameters[l * _cube + i] * mixing[l, k];
                }
            }
            for (int k = 0; k < q; k++)
            {
                parameters[k * _cube + i] = (float)mixed[k];
            }
        }
    }
}
