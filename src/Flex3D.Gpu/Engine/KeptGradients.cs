using Flex3D.Stages.Engine;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>Memory on a device for the gradients of an evaluator that wait to be summed: those of a shard that are computed while those of another wait. It is allocated when it is needed first.</summary>
/// <param name="length">Values of a gradient.</param>
/// <param name="most">The most gradients at once.</param>
internal sealed class KeptGradients(Accelerator accelerator, KernelSet kernels, int length, int most = KeptGradients.Most) : IDisposable
{
    /// <summary>The most gradients at once where a shard has one.</summary>
    public const int Most = 2;

    private readonly DeviceArrays _arrays = new(accelerator);
    private readonly Stack<KeptGradient> _free = new();
    private readonly Lock _returning = new();
    private AcceleratorStream? _stream;
    private int _made;

    public Accelerator Accelerator => accelerator;

    public KernelSet Kernels => kernels;

    /// <summary>Counts the memory for gradients of one kind.</summary>
    public static void Allocate(IDeviceArrays arrays, int length, int most = Most) => arrays.Allocate<float>((long)most * length);

    /// <summary>Returns memory for a gradient; null if all of it is in use, or the device's memory does not suffice.</summary>
    public KeptGradient? Rent()
    {
        lock (_returning)
        {
            if (_free.TryPop(out KeptGradient? free))
            {
                return free;
            }
            if (_made == most)
            {
                return null;
            }
            return DriverFaults.Allocate(accelerator.Name, () =>
            {
                accelerator.Bind();
                _stream ??= accelerator.CreateStream();
                var made = new KeptGradient(this, _arrays.Allocate<float>(length));
                _made++;
                return made;
            });
        }
    }

    /// <summary>Copies a gradient to the host.</summary>
    public void Copy(ArrayView<float> gradient, Span<float> to)
    {
        try
        {
            accelerator.Bind();
            gradient.SubView(0, to.Length).CopyToCPU(_stream!, to);
            _stream!.Synchronize();
        }
        catch (Exception fault) when (DriverFaults.IsRefusal(fault))
        {
            throw DriverFaults.Of(accelerator.Name, fault);
        }
    }

    public void Return(KeptGradient gradient)
    {
        lock (_returning)
        {
            _free.Push(gradient);
        }
    }

    public void Dispose()
    {
        try
        {
            _stream?.Dispose();
            _arrays.Dispose();
        }
        catch (Exception lost) when (DriverFaults.IsRefusal(lost))
        {
            // A lost device takes its memory with it; the failure has already been reported.
        }
    }
}

/// <summary>The gradient of a shard on a device.</summary>
/// <param name="owner">The memory that it goes back to.</param>
/// <param name="view">[value].</param>
internal sealed class KeptGradient(KeptGradients owner, ArrayView<float> view) : IKeptGradient
{
    public ArrayView<float> View => view;

    public Accelerator Accelerator => owner.Accelerator;

    public KernelSet Kernels => owner.Kernels;

    public int Length => (int)view.Length;

    public IGradientSum? CreateSum()
    {
        var sum = new DeviceGradientSum(Length);
        return sum.Reaches(this) ? sum : null;
    }

    public void CopyTo(Span<float> gradient) => owner.Copy(view, gradient);

    public void Release() => owner.Return(this);
}
