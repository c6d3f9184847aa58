using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Checks;

/// <summary>One element of the spectrum of a predicted image, in the unit of the sample's spectra.</summary>
/// <param name="At">Index in the half spectrum.</param>
/// <param name="Shell">Its shell.</param>
/// <param name="X">kx, cycles a box, of the image.</param>
/// <param name="Y">ky.</param>
/// <param name="MapFrequency">Frequency in the frame of the map, 1/Å.</param>
/// <param name="Re">Re of the prediction: transfer times the map's value at the frequency.</param>
/// <param name="Im">Im.</param>
/// <param name="TransferRe">Re of the transfer from map to image: CTF, contrast, phase of the shift, over the noise's standard deviation.</param>
/// <param name="TransferIm">Im.</param>
internal readonly record struct PredictedElement(int At, int Shell, int X, int Y, (double U, double V, double W) MapFrequency, float Re, float Im, float TransferRe, float TransferIm);

/// <summary>Takes the elements of predicted spectra.</summary>
internal interface IPredictedElements
{
    /// <summary>Takes an element.</summary>
    void Add(in PredictedElement e);
}

/// <summary>Predicts the images of a sample from a map at given readings of the table, and compares them.</summary>
/// <remarks>A prediction is C(s) times the map's central slice at Aᵀ(M s, 0), with the phase of the shift, M the magnification matrix.</remarks>
internal sealed class AgreementScorer(ImageSample sample, CentralSlices map, int threads)
{
    private readonly float[] _precisions = [.. Enumerable.Range(0, sample.Box).Select(shell => (float)(sample.Noise.Precision(shell) / sample.Box))];
    private readonly int[] _shells = ShellsOf(sample.Box);
    private readonly ConcurrentDictionary<(OpticsGroup Group, double PixelSize), float[]?> _evenPhases = [];

    /// <summary>Number of shells that are compared: up to Nyquist of the sample's box.</summary>
    public int Shells => sample.Box / 2;

    /// <summary>The sample.</summary>
    public ImageSample Sample => sample;

    /// <summary>A scorer of fewer images of the sample, spread over it.</summary>
    public AgreementScorer Thinned(int images) => images >= sample.Count ? this : Of(SpreadRows.Of(sample.Count, images));

    /// <summary>A scorer of some images of the sample.</summary>
    public AgreementScorer Of(IReadOnlyList<int> images) => new(sample.Of(images), map, threads);

    /// <summary>Compares every image with its prediction.</summary>
    /// <param name="change">Changes the table's reading of an image; its number in the sample is given, too.</param>
    public Agreement Score(Func<int, ImageReading, ImageReading> change)
    {
        int shells = Shells;
        double[] cross = new double[sample.Count * shells], energy = new double[sample.Count * shells];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Parallel.For(0, sample.Count, parallel, () => new Scratch(sample.Box), (i, _, scratch) =>
        {
            var sums = new AgreementSums(sample.Real(i), sample.Imaginary(i), cross.AsSpan(i * shells, shells), energy.AsSpan(i * shells, shells));
            Predict(i, change(i, ImageReading.Of(sample.Row(i), sample.Optics(i))), scratch, ref sums);
            return scratch;
        }, _ => { });
        return new Agreement(sample.Count, shells, cross, energy);
    }

    /// <summary>Predicts one image, and hands each element of its spectrum to <paramref name="elements"/>: a half of the plane, without the mean and what is at Nyquist and beyond.</summary>
    /// <param name="image">Its number in the sample.</param>
    /// <param name="reading">The reading of its row.</param>
    public void Predict<T>(int image, in ImageReading reading, ref T elements)
        where T : struct, IPredictedElements, allows ref struct => Predict(image, reading, new Scratch(sample.Box), ref elements);

    // The shell of each element of the half spectrum; 0 for those that are left out: the mean, and those at Nyquist and beyond.
    private static int[] ShellsOf(int n)
    {
        int width = n / 2 + 1;
        int[] shells = new int[n * width];
        for (int i = 0; i < shells.Length; i++)
        {
            int kx = i % width, ky = i / width < n / 2 ? i / width : i / width - n, shell = (int)Math.Round(Math.Sqrt(kx * kx + ky * ky));
            shells[i] = shell < n / 2 ? shell : 0;
        }
        return shells;
    }

    private void Predict<T>(int image, in ImageReading reading, Scratch scratch, ref T elements)
        where T : struct, IPredictedElements, allows ref struct
    {
        int n = sample.Box, width = n / 2 + 1;
        double pixel = reading.PixelSizeAngstrom * sample.FullBox / n, step = 1 / (n * pixel);
        float[] ctf = scratch.Transfer;
        float[]? even = _evenPhases.GetOrAdd((sample.Optics(image), pixel), key => Aberrations.EvenPhase(key.Group, n, key.PixelSize));
        reading.Ctf.Evaluate(n, pixel, ctf, even);
        Turns(step * reading.OriginXAngstrom, scratch.X);
        Turns(step * reading.OriginYAngstrom, scratch.Y);
        (double a, double b, double c, double d) = reading.Ctf.Magnification;
        Rotation r = reading.Rotation;
        double mapStep = step * reading.MapScale;
        // The images are without the table's phase φ: at a factor f on it they have (f − 1) φ left.
        AberrationPhase? odd = reading.OddPhase == 1 ? null : sample.Odd(image);
        double left = reading.OddPhase - 1;
        // The map's frequency is kx·along x + ky·along y.
        double xx = mapStep * (a * r.M00 + c * r.M10), xy = mapStep * (a * r.M01 + c * r.M11), xz = mapStep * (a * r.M02 + c * r.M12);
        double yx = mapStep * (b * r.M00 + d * r.M10), yy = mapStep * (b * r.M01 + d * r.M11), yz = mapStep * (b * r.M02 + d * r.M12);
        for (int row = 0; row < n; row++)
        {
            int ky = row < n / 2 ? row : row - n;
            (float yr, float yi) = ky < 0 ? (scratch.Y[-ky].Re, -scratch.Y[-ky].Im) : scratch.Y[ky];
            for (int kx = ky < 0 ? 1 : 0; kx < n / 2; kx++)
            {
                int at = row * width + kx, shell = _shells[at];
                if (shell == 0)
                {
                    continue;
                }
                double u = kx * xx + ky * yx, v = kx * xy + ky * yy, w = kx * xz + ky * yz;
                (float pr, float pi) = map.At(u, v, w);
                float transfer = reading.Form switch
                {
                    CtfForm.Recorded => ctf[at],
                    CtfForm.PhaseFlipped => Math.Abs(ctf[at]),
                    _ => ctf[at] * ctf[at],
                };
                // Content that appears at −origin carries the phase exp(2πi s·origin).
                (float xr, float xi) = scratch.X[kx];
                float cos = xr * yr - xi * yi, sin = xr * yi + xi * yr, scale = transfer * reading.Contrast * _precisions[shell];
                if (odd is not null)
                {
                    (double turnSin, double turnCos) = Math.SinCos(left * Math.Atan2(odd.Sin[at], odd.Cos[at]));
                    (cos, sin) = ((float)(cos * turnCos - sin * turnSin), (float)(cos * turnSin + sin * turnCos));
                }
                elements.Add(new PredictedElement(at, shell, kx, ky, (u, v, w), scale * (pr * cos - pi * sin), scale * (pr * sin + pi * cos), scale * cos, scale * sin));
            }
        }
    }

    // Fills exp(2πi k·turns) for k = 0, 1 ….
    private static void Turns(double turns, Span<(float Re, float Im)> powers)
    {
        for (int k = 0; k < powers.Length; k++)
        {
            (double sin, double cos) = Math.SinCos(2 * Math.PI * turns * k);
            powers[k] = ((float)cos, (float)sin);
        }
    }

    /// <summary>Sums correlation and energy of one image at each shell.</summary>
    private readonly ref struct AgreementSums(ReadOnlySpan<float> re, ReadOnlySpan<float> im, Span<double> cross, Span<double> energy) : IPredictedElements
    {
        private readonly ReadOnlySpan<float> _re = re, _im = im;
        private readonly Span<double> _cross = cross, _energy = energy;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(in PredictedElement e)
        {
            _cross[e.Shell] += 2 * (e.Re * _re[e.At] + e.Im * _im[e.At]);
            _energy[e.Shell] += 2 * (e.Re * e.Re + e.Im * e.Im);
        }
    }

    /// <summary>The working memory of one thread.</summary>
    private sealed class Scratch(int box)
    {
        public float[] Transfer { get; } = new float[box * (box / 2 + 1)];

        public (float Re, float Im)[] X { get; } = new (float, float)[box / 2 + 1];

        public (float Re, float Im)[] Y { get; } = new (float, float)[box / 2 + 1];
    }
}
