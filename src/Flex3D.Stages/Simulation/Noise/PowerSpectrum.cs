using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Simulation.Noise;

/// <summary>The power of noise over spatial frequency, on any scale: linear between its points, constant below the first and above the last.</summary>
public sealed class PowerSpectrum
{
    private const double LastFrequency = 1, Step = 0.002, MostPower = 1e100; // sums of more are no numbers

    private readonly double[] _frequencies, _powers;

    /// <param name="frequencies">Spatial frequencies, 1/Å, from 0, ascending.</param>
    /// <param name="powers">Power at each frequency, 0 to 10¹⁰⁰, not all of them 0.</param>
    /// <exception cref="InputException">The points are not as described.</exception>
    public PowerSpectrum(IReadOnlyList<double> frequencies, IReadOnlyList<double> powers)
    {
        (_frequencies, _powers) = ([.. frequencies], [.. powers]);
        Require(_frequencies.Length == _powers.Length && _frequencies.Length >= 2, $"{_frequencies.Length} frequencies and {_powers.Length} powers", "two points or more, each a frequency and a power");
        for (int i = 0; i < _frequencies.Length; i++)
        {
            Require(double.IsFinite(_frequencies[i]) && _frequencies[i] >= 0 && (i == 0 || _frequencies[i] > _frequencies[i - 1]),
                FormattableString.Invariant($"frequency {_frequencies[i]} as point {i + 1}"), "frequencies in 1/Å from 0, each above the one before");
            Require(_powers[i] is >= 0 and <= MostPower, FormattableString.Invariant($"power {_powers[i]} at {_frequencies[i]} 1/Å"), FormattableString.Invariant($"a power of 0 to {MostPower}, on any scale"));
        }
        Require(_powers.Any(p => p > 0), "a power of 0 everywhere", "a power above 0");
    }

    /// <summary>Spatial frequencies of the points, 1/Å.</summary>
    public IReadOnlyList<double> Frequencies => _frequencies;

    /// <summary>Power at each of them.</summary>
    public IReadOnlyList<double> Powers => _powers;

    /// <summary>
    /// Noise of vitreous ice on a counting detector: P(s) = [1 + 3/(1 + (s/0.02)²) + 0.5 exp(−(s − 1/3.7)²/(2 · 0.02²))] exp(−(s/0.5)²), s in 1/Å:
    /// a rise at low frequency, the ring of water at 3.7 Å, and a fall like that of a detector's efficiency.
    /// </summary>
    public static PowerSpectrum Ice { get; } = Tabulate(s => (1 + 3 / (1 + s * s / 4e-4) + 0.5 * Math.Exp(-(s - 1 / 3.7) * (s - 1 / 3.7) / 8e-4)) * Detector(s));

    /// <summary>Noise of a carbon film: P(s) = [1 + 12/(1 + (s/0.04)²)] exp(−(s/0.5)²), s in 1/Å: a stronger and wider rise at low frequency.</summary>
    public static PowerSpectrum Carbon { get; } = Tabulate(s => (1 + 12 / (1 + s * s / 1.6e-3)) * Detector(s));

    /// <summary>Returns the power at a spatial frequency, 1/Å.</summary>
    public double At(double frequency)
    {
        int above = Array.BinarySearch(_frequencies, frequency);
        above = above < 0 ? ~above : above;
        if (above == 0 || above == _frequencies.Length)
        {
            return _powers[Math.Min(above, _powers.Length - 1)];
        }
        double t = (frequency - _frequencies[above - 1]) / (_frequencies[above] - _frequencies[above - 1]);
        return _powers[above - 1] + t * (_powers[above] - _powers[above - 1]);
    }

    private static double Detector(double s) => Math.Exp(-s * s / 0.25);

    private static PowerSpectrum Tabulate(Func<double, double> power)
    {
        double[] frequencies = [.. Enumerable.Range(0, (int)Math.Round(LastFrequency / Step) + 1).Select(i => Math.Round(Step * i, 6))];
        return new PowerSpectrum(frequencies, [.. frequencies.Select(power)]);
    }

    private static void Require(bool holds, string found, string expected)
    {
        if (!holds)
        {
            throw new InputException("noise spectrum", null, found, expected);
        }
    }
}
