using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Imaging;

/// <summary>The contrast transfer function of one particle.</summary>
/// <remarks>
/// <para>CTF(s) = scale · sin(π λ Δ(θ) s² − (π/2) Cs λ³ s⁴ + φ + asin(w) − g(s)) · exp(−B s²/4), Δ(θ) = ½(U+V) + ½(U−V) cos 2(θ − θ₀),
/// λ = 12.2643247 / √(E (1 + 0.978466e-6 E)) Å. Underfocus is positive and protein is white.</para>
/// <para>g is the symmetric (even Zernike) aberration of the optics group in radians. RELION adds it to a phase of the opposite
/// sign, CTF = −sin(γ + g), hence the minus. With anisotropic magnification M, every term is taken at M s (RELION's
/// obs_model and ctf.h).</para>
/// <para>The phase is computed and reduced in double precision; values are good to 2e-7 of the scale.</para>
/// </remarks>
public readonly record struct Ctf
{
    private const float LeastSine = 1e-3f;

    public required double VoltageKilovolt { get; init; }
    public required double SphericalAberrationMillimetre { get; init; }

    /// <summary>Amplitude contrast w, 0 to 1.</summary>
    public required double AmplitudeContrast { get; init; }

    /// <summary>Defocus along the major axis, Å.</summary>
    public required double DefocusUAngstrom { get; init; }

    /// <summary>Defocus along the minor axis, Å.</summary>
    public required double DefocusVAngstrom { get; init; }

    /// <summary>Angle of the U axis from x, degrees.</summary>
    public double DefocusAngleDegrees { get; init; }

    public double PhaseShiftDegrees { get; init; }

    /// <summary>B-factor B, Å².</summary>
    public double BFactor { get; init; }

    /// <summary>Factor on the whole CTF; 1 for none.</summary>
    public required double Scale { get; init; }

    /// <summary>Magnification matrix M, row-major: the CTF at frequency s of the image is taken at M s.</summary>
    public required (double M00, double M01, double M10, double M11) Magnification { get; init; }

    /// <summary>Creates the CTF of a particle in its optics group.</summary>
    public static Ctf Of(in Particle particle, OpticsGroup optics) => new()
    {
        VoltageKilovolt = optics.VoltageKilovolt,
        SphericalAberrationMillimetre = optics.SphericalAberrationMillimetre,
        AmplitudeContrast = optics.AmplitudeContrast,
        DefocusUAngstrom = particle.DefocusUAngstrom,
        DefocusVAngstrom = particle.DefocusVAngstrom,
        DefocusAngleDegrees = particle.DefocusAngleDegrees,
        PhaseShiftDegrees = particle.PhaseShiftDegrees,
        BFactor = particle.CtfBFactor,
        Scale = particle.CtfScale,
        Magnification = optics.Magnification,
    };

    /// <summary>Wavelength λ of the electrons, Å.</summary>
    public static double WavelengthAngstrom(double voltageKilovolt) => ElectronWavelength.Angstrom(voltageKilovolt);

    /// <summary>Computes the CTF on the half spectrum of an n×n image.</summary>
    /// <param name="n">Box of the image, even.</param>
    /// <param name="pixelSizeAngstrom">Its pixel size: frequencies are k / (n · pixel size), 1/Å.</param>
    /// <param name="ctf">Receives [ky][kx], n rows in the order 0 … n/2 − 1, −n/2 … −1, n/2 + 1 columns.</param>
    /// <param name="evenPhase">g on the same grid (<see cref="Aberrations.EvenPhase"/>), radians; empty for none.</param>
    public void Evaluate(int n, double pixelSizeAngstrom, Span<float> ctf, ReadOnlySpan<float> evenPhase = default) => Fill(n, pixelSizeAngstrom, ctf, evenPhase, default(Value));

    /// <summary>Returns the CTF at other defocus values: both changed by the same, Å.</summary>
    public Ctf Defocused(double changeAngstrom) => this with { DefocusUAngstrom = DefocusUAngstrom + changeAngstrom, DefocusVAngstrom = DefocusVAngstrom + changeAngstrom };

    /// <summary>Returns the change of both defocus values, Å, that changes the phase by one radian at frequency <paramref name="frequency"/>, 1/Å: 1/(π λ s²).</summary>
    public static double RadianAngstrom(double voltageKilovolt, double frequency) => 1 / (Math.PI * WavelengthAngstrom(voltageKilovolt) * frequency * frequency);

    /// <summary>Computes ∂ ln|CTF| / ∂defocus = π λ |Ms|² cot(phase), 1/Å, for a change of both defocus values, on the half spectrum of an n×n image.</summary>
    /// <remarks>Where |sin(phase)| is below 0.001, at a thousandth of the frequencies, the slope is held within the bound that it has there: the CTF is nearly 0.</remarks>
    /// <param name="slope">Receives [ky][kx], as in <see cref="Evaluate"/>, whose other parameters these are.</param>
    public void Slope(int n, double pixelSizeAngstrom, Span<float> slope, ReadOnlySpan<float> evenPhase = default) =>
        Fill(n, pixelSizeAngstrom, slope, evenPhase, new DefocusSlope((float)(Math.PI * WavelengthAngstrom(VoltageKilovolt))));

    private void Fill<TQuantity>(int n, double pixelSizeAngstrom, Span<float> values, ReadOnlySpan<float> evenPhase, TQuantity quantity)
        where TQuantity : struct, IQuantity
    {
        int width = n / 2 + 1;
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, n * width);
        if (!evenPhase.IsEmpty)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(evenPhase.Length, values.Length);
        }
        Coefficients c = Prepare(1 / (n * pixelSizeAngstrom));
        for (int row = 0; row < n; row++)
        {
            int ky = row < n / 2 ? row : row - n;
            Span<float> line = values.Slice(row * width, width);
            ReadOnlySpan<float> offset = evenPhase.IsEmpty ? default : evenPhase.Slice(row * width, width);
            if (width < Vector512<float>.Count)
            {
                for (int kx = 0; kx < width; kx++)
                {
                    line[kx] = quantity.At(c, kx, ky, offset.IsEmpty ? 0 : offset[kx]);
                }
                continue;
            }
            for (int kx = 0; kx < width; kx += Vector512<float>.Count)
            {
                // The last vector overlaps the one before it.
                int at = Math.Min(kx, width - Vector512<float>.Count);
                quantity.Vector(c, at, ky, offset.IsEmpty ? Vector512<float>.Zero : Vector512.Create(offset[at..])).CopyTo(line[at..]);
            }
        }
    }

    /// <summary>Expresses all terms as polynomials in kx and ky, phases in half turns, so that no angle is computed per pixel.</summary>
    private Coefficients Prepare(double step)
    {
        double lambda = WavelengthAngstrom(VoltageKilovolt);
        double mean = 0.5 * (DefocusUAngstrom + DefocusVAngstrom), astigmatism = 0.5 * (DefocusUAngstrom - DefocusVAngstrom);
        (double sin2, double cos2) = Math.SinCos(2 * DefocusAngleDegrees * Math.PI / 180);
        (double a, double b, double c, double d) = Magnification;
        (a, b, c, d) = (a * step, b * step, c * step, d * step);

        // s = M k: s² and s² cos 2(θ − θ₀) = cos 2θ₀ (sx² − sy²) + 2 sin 2θ₀ sx sy as quadratic forms in k.
        double xx = a * a + c * c, xy = 2 * (a * b + c * d), yy = b * b + d * d;
        double astXx = cos2 * (a * a - c * c) + 2 * sin2 * a * c;
        double astXy = 2 * cos2 * (a * b - c * d) + 2 * sin2 * (a * d + b * c);
        double astYy = cos2 * (b * b - d * d) + 2 * sin2 * b * d;
        return new Coefficients
        {
            SquareXx = xx,
            SquareXy = xy,
            SquareYy = yy,
            DefocusXx = lambda * (mean * xx + astigmatism * astXx),
            DefocusXy = lambda * (mean * xy + astigmatism * astXy),
            DefocusYy = lambda * (mean * yy + astigmatism * astYy),
            Quartic = -0.5 * SphericalAberrationMillimetre * 1e7 * lambda * lambda * lambda,
            Constant = (PhaseShiftDegrees * Math.PI / 180 + Math.Asin(AmplitudeContrast)) / Math.PI,
            Decay = (float)(-0.25 * BFactor),
            Scale = (float)Scale,
        };
    }

    // A quantity of the CTF at a frequency, or at sixteen next to each other.
    private interface IQuantity
    {
        float At(in Coefficients c, int kx, int ky, float offset);

        Vector512<float> Vector(in Coefficients c, int kx, int ky, Vector512<float> offset);
    }

    private readonly struct Value : IQuantity
    {
        public float At(in Coefficients c, int kx, int ky, float offset) => c.At(kx, ky, offset);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Vector(in Coefficients c, int kx, int ky, Vector512<float> offset) => c.Vector(kx, ky, offset);
    }

    private readonly struct DefocusSlope(float unit) : IQuantity
    {
        public float At(in Coefficients c, int kx, int ky, float offset) => c.SlopeAt(kx, ky, offset, unit);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Vector(in Coefficients c, int kx, int ky, Vector512<float> offset) => c.SlopeVector(kx, ky, offset, unit);
    }

    private readonly struct Coefficients
    {
        public required double SquareXx { get; init; }
        public required double SquareXy { get; init; }
        public required double SquareYy { get; init; }
        public required double DefocusXx { get; init; }
        public required double DefocusXy { get; init; }
        public required double DefocusYy { get; init; }
        public required double Quartic { get; init; }
        public required double Constant { get; init; }
        public required float Decay { get; init; }
        public required float Scale { get; init; }

        public float At(int kx, int ky, float offset)
        {
            double square = (SquareXx * kx + SquareXy * ky) * kx + SquareYy * ky * ky;
            double halfTurns = (DefocusXx * kx + DefocusXy * ky) * kx + DefocusYy * ky * ky + Quartic * square * square + Constant - offset / Math.PI;
            return (float)(Scale * Math.Sin(Math.PI * Math.IEEERemainder(halfTurns, 2)) * Math.Exp(Decay * square));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Vector(int kx, int ky, Vector512<float> offset)
        {
            Vector512<double> low = Vector512<double>.Indices + Vector512.Create((double)kx), high = low + Vector512.Create(8.0);
            (Vector512<double> offsetLow, Vector512<double> offsetHigh) = Vector512.Widen(offset);
            Vector512<float> turns = Vector512.Narrow(Reduced(low, ky, offsetLow, out Vector512<double> s0), Reduced(high, ky, offsetHigh, out Vector512<double> s1));
            Vector512<float> value = SinPi(turns) * Scale;
            return Decay == 0 ? value : value * Vector512.Exp(Vector512.Narrow(s0, s1) * Decay);
        }

        public float SlopeAt(int kx, int ky, float offset, float unit)
        {
            double square = (SquareXx * kx + SquareXy * ky) * kx + SquareYy * ky * ky;
            double halfTurns = (DefocusXx * kx + DefocusXy * ky) * kx + DefocusYy * ky * ky + Quartic * square * square + Constant - offset / Math.PI;
            (double sin, double cos) = Math.SinCos(Math.PI * Math.IEEERemainder(halfTurns, 2));
            return (float)(unit * square * cos * sin / Math.Max(sin * sin, LeastSine * LeastSine));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> SlopeVector(int kx, int ky, Vector512<float> offset, float unit)
        {
            Vector512<double> low = Vector512<double>.Indices + Vector512.Create((double)kx), high = low + Vector512.Create(8.0);
            (Vector512<double> offsetLow, Vector512<double> offsetHigh) = Vector512.Widen(offset);
            Vector512<float> turns = Vector512.Narrow(Reduced(low, ky, offsetLow, out Vector512<double> s0), Reduced(high, ky, offsetHigh, out Vector512<double> s1));
            Vector512<float> quarter = turns + Vector512.Create(0.5f); // cos(π t) = sin(π (t + ½)), of t + ½ ≤ 1
            Vector512<float> sin = SinPi(turns), cos = SinPi(Vector512.ConditionalSelect(Vector512.GreaterThan(quarter, Vector512<float>.One), quarter - Vector512.Create(2f), quarter));
            return unit * Vector512.Narrow(s0, s1) * cos * sin / Vector512.Max(sin * sin, Vector512.Create(LeastSine * LeastSine));
        }

        /// <summary>The phase in half turns, reduced by whole turns to −1 to 1.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector512<double> Reduced(Vector512<double> kx, double ky, Vector512<double> offset, out Vector512<double> square)
        {
            square = (kx * SquareXx + Vector512.Create(SquareXy * ky)) * kx + Vector512.Create(SquareYy * ky * ky);
            Vector512<double> t = (kx * DefocusXx + Vector512.Create(DefocusXy * ky)) * kx + Vector512.Create(DefocusYy * ky * ky + Constant);
            t += square * square * Quartic - offset * (1 / Math.PI);
            return t - 2 * Vector512.Round(t * 0.5);
        }
    }

    /// <summary>Computes sin(π t) for |t| ≤ 1: folded to |t| ≤ ½, then its series to t¹³ (truncated below 1e-9).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> SinPi(Vector512<float> t)
    {
        Vector512<float> folded = Vector512.CopySign(Vector512<float>.One, t) - t;
        Vector512<float> r = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Abs(t), Vector512.Create(0.5f)), folded, t);
        Vector512<float> q = r * r;
        Vector512<float> sum = Vector512.Create(0.000466302806f);
        sum = Vector512.MultiplyAddEstimate(sum, q, Vector512.Create(-0.00737043094f));
        sum = Vector512.MultiplyAddEstimate(sum, q, Vector512.Create(0.0821458866f));
        sum = Vector512.MultiplyAddEstimate(sum, q, Vector512.Create(-0.599264529f));
        sum = Vector512.MultiplyAddEstimate(sum, q, Vector512.Create(2.55016404f));
        sum = Vector512.MultiplyAddEstimate(sum, q, Vector512.Create(-5.16771278f));
        sum = Vector512.MultiplyAddEstimate(sum, q, Vector512.Create(3.14159265f));
        return sum * r;
    }
}
