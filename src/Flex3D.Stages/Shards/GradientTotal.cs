using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Shards;

/// <summary>A gradient summed over shards as int64 fixed point: on the host, and on devices where shards have left theirs.</summary>
/// <remarks>
/// Invariants: (1) the same shards give the same bits in any order, and wherever each was added; (2) only <see cref="Add(IKeptGradient)"/> and <see cref="Gather"/> use a device,
/// so that to begin anew cannot fail; (3) a sum that was lost with its device counts for nothing until <see cref="Begin"/>.
/// </remarks>
/// <param name="length">Values of the gradient.</param>
public sealed class GradientTotal(int length)
{
    private readonly FixedPointSum _host = new(length);
    private IGradientSum? _device;
    private float[] _copied = [];
    private int _exponent, _most;
    private bool _begun;

    /// <summary>The number of values.</summary>
    public int Length => length;

    /// <summary>Whether terms were lost with their device: until <see cref="Begin"/> the others mean nothing.</summary>
    public bool Lost { get; private set; }

    /// <summary>Clears the sum.</summary>
    /// <param name="exponent">Exponent of the unit, see <see cref="FixedPointSum"/>.</param>
    /// <param name="shards">The most shards that will be added.</param>
    public void Begin(int exponent, int shards)
    {
        if (Lost)
        {
            LeaveDevice();
        }
        _host.Begin(exponent, shards);
        (_exponent, _most, _begun, Lost) = (exponent, shards, false, false);
    }

    /// <summary>Adds a shard's gradient: the one that it left on a device, or else the one on the host.</summary>
    /// <param name="kept">The gradient on a device; null for none.</param>
    /// <param name="gradient">Read only where <paramref name="kept"/> is null.</param>
    /// <exception cref="DeviceException">The device has failed, and with it the sum is lost.</exception>
    /// <exception cref="InvariantException">A value is not finite or too large for the unit.</exception>
    public void Add(IKeptGradient? kept, ReadOnlySpan<float> gradient)
    {
        if (kept is null)
        {
            Add(gradient);
        }
        else
        {
            Add(kept);
        }
    }

    /// <summary>Adds a gradient on the host.</summary>
    /// <exception cref="InvariantException">A value is not finite or too large for the unit.</exception>
    public void Add(ReadOnlySpan<float> gradient) => _host.Add(gradient);

    /// <summary>Adds sums in the same unit that were made on another machine.</summary>
    /// <exception cref="InvariantException">One is larger than a sum of accepted terms can be.</exception>
    public void AddSums(ReadOnlySpan<long> sums) => _host.AddSums(sums);

    /// <summary>Adds a gradient that lies on a device, there if its memory suffices.</summary>
    /// <exception cref="DeviceException">The device has failed, and with it the sum is lost.</exception>
    public void Add(IKeptGradient gradient) => UseDevice(() =>
    {
        _device ??= gradient.CreateSum();
        if (!_begun)
        {
            _device?.Begin(_exponent, _most);
            _begun = _device is not null;
        }
        if (_device?.Add(gradient) != true)
        {
            Array.Resize(ref _copied, Math.Max(_copied.Length, gradient.Length));
            gradient.CopyTo(_copied.AsSpan(0, gradient.Length));
            _host.Add(_copied.AsSpan(0, gradient.Length));
        }
    });

    /// <summary>Adds what devices hold to the sum on the host. Called before the sum is read, and before devices are left.</summary>
    /// <exception cref="DeviceException">A device has failed, and with it the sum is lost.</exception>
    /// <exception cref="InvariantException">A value was not finite or too large for the unit.</exception>
    public void Gather()
    {
        if (_begun)
        {
            UseDevice(() => _host.Take(raw => _device!.MoveTo(raw)));
        }
    }

    /// <summary>Frees the memory on devices, without what it holds.</summary>
    public void LeaveDevice()
    {
        _device?.Dispose();
        (_device, _begun) = (null, false);
    }

    /// <summary>Writes the sum times <paramref name="factor"/>; returns its largest magnitude before the factor. See <see cref="Gather"/>.</summary>
    public double Read(Span<float> gradient, double factor) => _host.Read(gradient, factor);

    /// <summary>The sum as a checkpoint holds it. See <see cref="Gather"/>.</summary>
    public ReadOnlyMemory<long> Raw => _host.Raw;

    /// <summary>Restores a sum that <see cref="Raw"/> gave, after the same <see cref="Begin"/>.</summary>
    public void Restore(ReadOnlySpan<long> raw) => _host.Restore(raw);

    private void UseDevice(Action work)
    {
        try
        {
            work();
        }
        catch (DeviceException)
        {
            Lost = true;
            throw;
        }
    }
}
