using System.Numerics;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Imaging;

/// <summary>Computes the image terms of the loss from F(I), pose, CTF and noise of each image: B, W and the constant of an <see cref="ImageShard"/>.</summary>
/// <remarks>
/// B = κ C F(I)·e^(−iφ) / σ² and W = κ² C² / σ², κ = 1/(sinc fx sinc fy)⁴, φ the antisymmetric aberrations' phase; for images that were
/// multiplied by their CTF beforehand B = κ F(I) / σ². The unpaired Nyquist row and column, and the mean that background subtraction has
/// removed, are left out: 1/σ² is 0 there, as it is beyond the Nyquist frequency of the stack where images were resampled to finer pixels.
/// C has the group's grey scale as a factor. Thread-safe; nothing is allocated after the constructor.
/// </remarks>
internal sealed class ImageTerms
{
    private readonly IReadOnlyList<OpticsGroup> _optics;
    private readonly double _magnifyPixel;
    private readonly float[] _compensation;
    private readonly AberrationPhase?[] _oddPhase;
    private readonly float[]?[] _evenPhase;
    private readonly float[][] _inverseVariance;

    /// <param name="optics">The optics groups that image parameters refer to.</param>
    /// <param name="noise">1/σ²(k) of each group.</param>
    /// <param name="box">N of the images, pixels.</param>
    /// <param name="magnify">Pixel size of the images over that of the optics groups: full box / box.</param>
    public ImageTerms(IReadOnlyList<OpticsGroup> optics, INoiseModel noise, int box, double magnify)
    {
        _optics = optics;
        _magnifyPixel = magnify;
        Box = box;
        _compensation = SplineCompensation.Weights(box);
        _oddPhase = Shared(group => Aberrations.OddPhase(group, box, PixelOf(group)));
        _evenPhase = Shared(group => Aberrations.EvenPhase(group, box, PixelOf(group)));
        var white = optics.Select(Nyquist).Distinct().ToDictionary(nyquist => nyquist, nyquist => Counted(_ => 1, 1, nyquist));
        var coloured = new Dictionary<(Func<double, double>, double, int), float[]>(); // groups that share a spectrum have one table
        _inverseVariance = [.. optics.Select((group, i) => noise.InverseVariance(i) is { } spectrum ? Coloured(spectrum, PixelOf(group), Nyquist(group)) : white[Nyquist(group)])];

        float[] Coloured(Func<double, double> spectrum, double pixel, int nyquist) =>
            coloured.TryGetValue((spectrum, pixel, nyquist), out float[]? made) ? made : coloured[(spectrum, pixel, nyquist)] = Counted(spectrum, pixel, nyquist);
    }

    /// <summary>N of the images, pixels.</summary>
    public int Box { get; }

    /// <summary>Fills a shard with the terms of transformed images, at the parameters that the batch holds now.</summary>
    public void Set(ImageBatch images, ImageShard shard)
    {
        for (int i = 0; i < images.Count; i++)
        {
            ref readonly ImageParameters parameters = ref images.Parameters[i];
            shard.Particles[i] = images.Particles[i];
            shard.Contrast[i] = 1;
            SetPose(parameters, shard.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength));
            SetSpectra(parameters, images, shard, i);
        }
        shard.Count = images.Count;
    }

    /// <summary>
    /// Sets the terms of one image again, with both defocus values changed from those of the table, and its part of <see cref="ImageShard.DefocusSlope"/>; the caller gives the shard a new
    /// stamp. The slope is 0 where the defocus cannot be changed (<see cref="ImageSource.CanDefocus"/>).
    /// </summary>
    public void SetDefocus(ImageBatch images, int index, ImageShard shard, double changeAngstrom)
    {
        ref ImageParameters parameters = ref images.Parameters[index];
        parameters = parameters with { DefocusChangeAngstrom = changeAngstrom };
        SetSpectra(parameters, images, shard, index);
        Span<float> slope = shard.DefocusSlope.AsSpan(index * shard.SpectrumLength, shard.SpectrumLength);
        OpticsGroup optics = _optics[parameters.Optics];
        if (ImageSource.CanDefocus(optics))
        {
            parameters.Ctf.Defocused(changeAngstrom).Slope(Box, PixelOf(optics), slope, _evenPhase[parameters.Optics]);
        }
        else
        {
            slope.Clear();
        }
    }

    /// <summary>
    /// Turns the half spectrum S of a raw splat into that of the image that it predicts at unit noise and a contrast of 1, C κ S·e^(iφ), or C² κ S of images that were multiplied by their CTF
    /// beforehand; 0 at the frequencies that the loss leaves out. So B = κ C F·e^(−iφ)/σ² of this prediction is W S.
    /// </summary>
    /// <param name="ctf">Scratch, as long as the spectrum.</param>
    public void Predict(in ImageParameters parameters, Span<float> re, Span<float> im, Span<float> ctf)
    {
        OpticsGroup optics = _optics[parameters.Optics];
        Evaluate(parameters, ctf);
        ReadOnlySpan<float> precision = _inverseVariance[parameters.Optics];
        float grey = (float)(optics.GreyScale ?? 1);
        for (int k = 0; k < re.Length; k++)
        {
            float factor = precision[k] > 0 ? _compensation[k] * grey * ctf[k] * (optics.CtfPremultiplied ? ctf[k] : 1) : 0;
            (re[k], im[k]) = (factor * re[k], factor * im[k]);
        }
        _oddPhase[parameters.Optics]?.Apply(re, im);
    }

    /// <summary>The change of defocus, Å, that changes the phase at the highest frequency that counts by one radian, the least of all groups; infinite where no defocus can be changed.</summary>
    public double RadianAngstrom => _optics.Where(ImageSource.CanDefocus)
        .Select(group => Ctf.RadianAngstrom(group.VoltageKilovolt, Nyquist(group) / (Box * PixelOf(group)))).DefaultIfEmpty(double.PositiveInfinity).Min();

    // Groups with equal aberrations, such as the exposure groups of one session, have one table.
    private T?[] Shared<T>(Func<OpticsGroup, T?> make)
        where T : class
    {
        var tables = new Dictionary<string, T?>();
        var shared = new T?[_optics.Count];
        for (int i = 0; i < shared.Length; i++)
        {
            string key = Aberrations.KeyOf(_optics[i]);
            if (!tables.TryGetValue(key, out shared[i]))
            {
                tables[key] = shared[i] = make(_optics[i]);
            }
        }
        return shared;
    }

    // The first frequency that is left out, in units of 1/(N·pixel size), which the window's extent shares with the image's.
    private int Nyquist(OpticsGroup group) => Math.Min(Box, group.Window?.Width ?? Box) / 2;

    private double PixelOf(OpticsGroup group) => group.PixelSizeAngstrom * _magnifyPixel;

    private void SetPose(in ImageParameters parameters, Span<float> pose)
    {
        OpticsGroup optics = _optics[parameters.Optics];
        double pixel = PixelOf(optics);
        (double x0, double x1, double x2, double y0, double y1, double y2) = MagnificationMatrix.Project(optics.Magnification, parameters.Rotation);
        pose[0] = (float)(x0 / pixel);
        pose[1] = (float)(x1 / pixel);
        pose[2] = (float)(x2 / pixel);
        pose[3] = (float)(y0 / pixel);
        pose[4] = (float)(y1 / pixel);
        pose[5] = (float)(y2 / pixel);
        pose[6] = (float)(Box / 2 - parameters.OriginXAngstrom / pixel);
        pose[7] = (float)(Box / 2 - parameters.OriginYAngstrom / pixel);
    }

    private void SetSpectra(in ImageParameters parameters, ImageBatch images, ImageShard shard, int index)
    {
        OpticsGroup optics = _optics[parameters.Optics];
        int length = shard.SpectrumLength;
        Span<float> re = shard.TargetReal.AsSpan(index * length, length), im = shard.TargetImaginary.AsSpan(index * length, length);
        Span<float> weight = shard.Weight.AsSpan(index * length, length);
        ReadOnlySpan<float> inverseVariance = _inverseVariance[parameters.Optics];
        images.Real(index).CopyTo(re);
        images.Imaginary(index).CopyTo(im);
        _oddPhase[parameters.Optics]?.ApplyConjugate(re, im);
        Evaluate(parameters, weight);
        shard.Constant[index] = 0.5 * Energy(re, im, inverseVariance) / ((double)Box * Box);
        Weigh(re, im, weight, inverseVariance, optics.CtfPremultiplied, (float)(optics.GreyScale ?? 1));
    }

    private void Evaluate(in ImageParameters parameters, Span<float> values)
    {
        OpticsGroup optics = _optics[parameters.Optics];
        Ctf ctf = parameters.DefocusChangeAngstrom == 0 || !ImageSource.CanDefocus(optics) ? parameters.Ctf : parameters.Ctf.Defocused(parameters.DefocusChangeAngstrom);
        ctf.Evaluate(Box, PixelOf(optics), values, _evenPhase[parameters.Optics]);
    }

    // Returns Σ |F|²/σ² over the full spectrum, in the order of the half spectrum, whose inner columns stand for two.
    private double Energy(ReadOnlySpan<float> re, ReadOnlySpan<float> im, ReadOnlySpan<float> inverseVariance)
    {
        int columns = Box / 2 + 1;
        double energy = 0;
        for (int y = 0, k = 0; y < Box; y++)
        {
            for (int x = 0; x < columns; x++, k++)
            {
                energy += (x == 0 ? 1 : 2) * inverseVariance[k] * ((double)re[k] * re[k] + (double)im[k] * im[k]);
            }
        }
        return energy;
    }

    // Replaces F by B in re and im, and C by W in weight.
    private void Weigh(Span<float> re, Span<float> im, Span<float> weight, ReadOnlySpan<float> inverseVariance, bool premultiplied, float grey)
    {
        int k = 0;
        for (; k + Vector<float>.Count <= weight.Length; k += Vector<float>.Count)
        {
            Vector<float> kappa = new(_compensation, k), precision = new(inverseVariance[k..]), ctf = new(weight[k..]), target = kappa * precision * grey;
            target = premultiplied ? target : target * ctf;
            (target * new Vector<float>(re[k..])).CopyTo(re[k..]);
            (target * new Vector<float>(im[k..])).CopyTo(im[k..]);
            (kappa * kappa * precision * ctf * ctf * (grey * grey)).CopyTo(weight[k..]);
        }
        for (; k < weight.Length; k++)
        {
            float kappa = _compensation[k], precision = inverseVariance[k], ctf = weight[k], target = kappa * precision * grey * (premultiplied ? 1 : ctf);
            re[k] *= target;
            im[k] *= target;
            weight[k] = kappa * kappa * precision * ctf * ctf * (grey * grey);
        }
    }

    // Computes 1/σ² on the half spectrum, [ky][kx]; 0 on the frequencies that are left out.
    private float[] Counted(Func<double, double> inverseVariance, double pixelSizeAngstrom, int nyquist)
    {
        int columns = Box / 2 + 1;
        float[] table = new float[Box * columns];
        for (int y = 0; y < Box; y++)
        {
            int ky = y < Box / 2 ? y : y - Box;
            for (int x = 0; x < nyquist; x++)
            {
                if (Math.Abs(ky) < nyquist && (x, y) != (0, 0))
                {
                    table[y * columns + x] = (float)inverseVariance(Math.Sqrt(x * x + ky * ky) / (Box * pixelSizeAngstrom));
                }
            }
        }
        return table;
    }
}
