using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>Sums gradients on the devices that computed them: one int64 array for each device, which are added up on the host when the sum is read.</summary>
/// <remarks>Integers have the same sum in any order, so neither the order of the shards nor their device changes a bit. Used by one thread at a time.</remarks>
/// <param name="length">Values of a gradient.</param>
internal sealed class DeviceGradientSum(int length) : IGradientSum
{
    private readonly List<Part> _parts = [];
    private double _unit = 1, _limit;

    /// <summary>Bytes of the sum on one device.</summary>
    public static void Allocate(IDeviceArrays arrays, int length)
    {
        arrays.Allocate<long>(length);
        arrays.Allocate<int>(1);
    }

    public void Begin(int exponent, int maximumTerms)
    {
        (_unit, _limit) = (Math.ScaleB(1, exponent), Math.ScaleB(1, 62) / Math.Max(1, maximumTerms));
        foreach (Part part in _parts)
        {
            part.Clear();
        }
    }

    public bool Add(IKeptGradient gradient)
    {
        var term = (KeptGradient)gradient;
        ArgumentOutOfRangeException.ThrowIfNotEqual(term.Length, length);
        Part? part = Find(term);
        part?.Add(term, _unit, _limit);
        return part is not null;
    }

    public void MoveTo(Span<long> sum)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sum.Length, length);
        long[][] found = [.. _parts.Select(part => part.Read())];
        foreach (long[] part in found)
        {
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += part[i];
            }
        }
        foreach (Part part in _parts)
        {
            part.Clear();
        }
    }

    /// <summary>Whether there is memory for the sum on the device of a gradient.</summary>
    public bool Reaches(KeptGradient gradient) => Find(gradient) is not null;

    public void Dispose()
    {
        foreach (Part part in _parts)
        {
            part.Dispose();
        }
        _parts.Clear();
    }

    private Part? Find(KeptGradient gradient)
    {
        Part? part = _parts.Find(part => part.Accelerator == gradient.Accelerator);
        if (part is null && DriverFaults.Allocate(gradient.Accelerator.Name, () => new Part(gradient.Accelerator, gradient.Kernels, length)) is { } made)
        {
            _parts.Add(part = made);
        }
        return part;
    }

    // The sum on one device.
    private sealed class Part : IDisposable
    {
        private readonly KernelSet _kernels;
        private readonly DeviceArrays _arrays;
        private readonly AcceleratorStream _stream;
        private readonly ArrayView<long> _sum;
        private readonly ArrayView<int> _refused;

        public Part(Accelerator accelerator, KernelSet kernels, int length)
        {
            (Accelerator, _kernels, _arrays) = (accelerator, kernels, new DeviceArrays(accelerator));
            accelerator.Bind();
            _stream = accelerator.CreateStream();
            try
            {
                (_sum, _refused) = (_arrays.Allocate<long>(length), _arrays.Allocate<int>(1));
            }
            catch
            {
                Dispose(); // what was allocated is freed
                throw;
            }
            Clear();
        }

        public Accelerator Accelerator { get; }

        public void Clear() => Do(() =>
        {
            _sum.MemSetToZero(_stream);
            _refused.MemSetToZero(_stream);
        });

        // Waits, because the gradient's memory serves another shard afterwards.
        public void Add(KeptGradient term, double unit, double limit) => Do(() => _kernels.AddToSum(_stream, term.Length, term.View, unit, limit, _sum, _refused));

        public long[] Read()
        {
            long[] sum = new long[_sum.Length];
            int[] refused = new int[1];
            Do(() =>
            {
                _refused.CopyToCPU(_stream, refused);
                _sum.CopyToCPU(_stream, sum);
            });
            return refused[0] == 0 ? sum : throw new InvariantException("a gradient on the device has a value that is not finite or too large for its fixed-point unit");
        }

        public void Dispose()
        {
            try
            {
                _stream.Dispose();
                _arrays.Dispose();
            }
            catch (Exception lost) when (DriverFaults.IsRefusal(lost))
            {
                // A lost device takes its memory with it; the failure has already been reported.
            }
        }

        private void Do(Action work)
        {
            try
            {
                Accelerator.Bind(); // any thread may call
                work();
                _stream.Synchronize();
            }
            catch (Exception fault) when (DriverFaults.IsRefusal(fault))
            {
                throw DriverFaults.Of(Accelerator.Name, fault);
            }
        }
    }
}
