using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Reconstruction;

/// <summary>The sums of a pass for each of the four maps, gradients and energies, as integers.</summary>
/// <remarks>
/// Invariants: (1) the same shards give the same bits in any order, and in any number of pieces between which
/// a checkpoint held the sums; (2) an energy is rounded once, to a multiple of 2^−40, and 128 bits never overflow.
/// Gradients that lie on a device are summed there, and gathered when the sums are read, see <see cref="Gather"/>.
/// </remarks>
public sealed class PassSums
{
    private const int EnergyBits = 40;

    private readonly GradientTotal[] _gradients;
    private readonly Int128[] _energies;

    /// <param name="lengths">The number of unknowns of each map.</param>
    public PassSums(IEnumerable<int> lengths)
    {
        _gradients = [.. lengths.Select(length => new GradientTotal(length))];
        _energies = new Int128[_gradients.Length];
    }

    /// <summary>The number of shards added since <see cref="Begin"/>, those of a checkpoint included.</summary>
    public int Shards { get; private set; }

    /// <summary>Whether sums were lost with their device: until <see cref="Begin"/> the others mean nothing.</summary>
    public bool Lost => _gradients.Any(sum => sum.Lost);

    /// <summary>Clears all sums.</summary>
    /// <param name="exponents">Exponent of the unit of each map's gradient, see <see cref="GradientTotal"/>.</param>
    /// <param name="shards">The most shards that will be added.</param>
    public void Begin(ReadOnlySpan<int> exponents, int shards)
    {
        for (int map = 0; map < _gradients.Length; map++)
        {
            _gradients[map].Begin(exponents[map], shards);
        }
        Array.Clear(_energies);
        Shards = 0;
    }

    /// <summary>Counts a shard whose terms have been added.</summary>
    public void CountShard() => Shards++;

    /// <summary>Adds a shard's gradient of one map: the one that it left on a device, or else the one on the host.</summary>
    /// <exception cref="DeviceException">The device has failed, and with it all sums are lost.</exception>
    public void AddGradient(int map, IKeptGradient? kept, ReadOnlySpan<float> gradient) => _gradients[map].Add(kept, gradient);

    /// <summary>Adds a shard's gradient of one map.</summary>
    public void AddGradient(int map, ReadOnlySpan<float> gradient) => _gradients[map].Add(gradient);

    /// <summary>Adds the sums of gradients of one map that were made on another machine.</summary>
    /// <exception cref="InvariantException">One is larger than a sum of accepted terms can be.</exception>
    public void AddSums(int map, ReadOnlySpan<long> sums) => _gradients[map].AddSums(sums);

    /// <summary>Adds what devices hold to the sums on the host. Called before the sums are read, and before devices are left.</summary>
    /// <exception cref="DeviceException">A device has failed, and with it all sums are lost.</exception>
    /// <exception cref="InvariantException">A value was not finite or too large for its unit.</exception>
    public void Gather()
    {
        foreach (GradientTotal sum in _gradients)
        {
            sum.Gather();
        }
    }

    /// <summary>Frees the sums on devices, without what they hold.</summary>
    public void LeaveDevice()
    {
        foreach (GradientTotal sum in _gradients)
        {
            sum.LeaveDevice();
        }
    }

    /// <summary>Adds the energies of a shard's images under one map.</summary>
    /// <exception cref="InvariantException">An energy is not finite.</exception>
    public void AddEnergies(int map, ReadOnlySpan<double> energies)
    {
        foreach (double energy in energies)
        {
            if (!double.IsFinite(energy))
            {
                throw new InvariantException($"an image's energy under map {map} is {energy}");
            }
            _energies[map] += (Int128)Math.Round(Math.ScaleB(energy, EnergyBits));
        }
    }

    /// <summary>The sum of a map's energies.</summary>
    public double Energy(int map) => Math.ScaleB((double)_energies[map], -EnergyBits);

    /// <summary>Writes a map's gradient times <paramref name="factor"/>; returns its largest magnitude before the factor. See <see cref="Gather"/>.</summary>
    public double ReadGradient(int map, Span<float> gradient, double factor) => _gradients[map].Read(gradient, factor);

    /// <summary>A map's gradient as a checkpoint holds it. See <see cref="Gather"/>.</summary>
    public ReadOnlyMemory<long> RawGradient(int map) => _gradients[map].Raw;

    /// <summary>The energies as a checkpoint holds them: low and high word of each map.</summary>
    public ulong[] RawEnergies() => [.. _energies.SelectMany(sum => (ulong[])[(ulong)sum, (ulong)(sum >> 64)])];

    /// <summary>Restores the sums of a checkpoint, after the same <see cref="Begin"/> as before it was written.</summary>
    /// <param name="shards">The number of shards in those sums.</param>
    /// <param name="energies">The energies that <see cref="RawEnergies"/> gave.</param>
    public void Restore(int shards, ReadOnlySpan<ulong> energies)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(energies.Length, 2 * _energies.Length);
        for (int map = 0; map < _energies.Length; map++)
        {
            _energies[map] = new Int128(energies[2 * map + 1], energies[2 * map]);
        }
        Shards = shards;
    }

    /// <summary>Restores a map's gradient that <see cref="RawGradient"/> gave.</summary>
    public void RestoreGradient(int map, ReadOnlySpan<long> raw) => _gradients[map].Restore(raw);
}
