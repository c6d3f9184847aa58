using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;

namespace Flex3D.Gpu.Engine;

/// <summary>An evaluator of a device that several workers share, each with a seat: what they ask for at about the same time is evaluated in one call.</summary>
/// <remarks>
/// <para>A worker that finds the evaluator free makes the calls of all who wait with the same question to the same model, and its own; the others find theirs done. It waits a moment for
/// workers that took part in the call before, since they come back at about the same time. Which calls are made together changes no result, because rows do not depend on each other and each
/// shard has its own gradient.</para>
/// <para>When the device's memory runs out, it continues with half as many rows at once; any other failure of the device is a <see cref="DeviceException"/>, to all whose calls were made together.</para>
/// </remarks>
internal sealed class SharedEvaluator
{
    private static readonly long s_moment = Stopwatch.Frequency / 10_000; // 100 µs

    private readonly string _device;
    private readonly EngineProblem _problem;
    private readonly int _rowsOfASeat, _mostRows;
    private readonly Func<int, int, IShardEvaluator> _make;
    private readonly object _turn;
    private readonly List<Request> _waiting = [];
    private IShardEvaluator? _evaluator;
    private int _seats, _limit = int.MaxValue, _used, _before = 1;

    /// <param name="device">The name that the device reports.</param>
    /// <param name="rowsOfASeat">The most candidates at once for each seat.</param>
    /// <param name="mostRows">The most of all.</param>
    /// <param name="make">Makes an evaluator of the given number of rows and seats.</param>
    /// <param name="beside">An evaluator that lends this one the images; null for none. The two take turns.</param>
    public SharedEvaluator(string device, EngineProblem problem, int rowsOfASeat, int mostRows, Func<int, int, IShardEvaluator> make, SharedEvaluator? beside = null)
    {
        (_device, _problem, _rowsOfASeat, _mostRows, _make) = (device, problem, rowsOfASeat, mostRows, make);
        _turn = beside?._turn ?? new object();
    }

    /// <summary>A call with one shard, or none.</summary>
    public delegate void Work<T>(IShardEvaluator evaluator, T call)
        where T : allows ref struct;

    /// <summary>N of the images, pixels.</summary>
    public int Box => _problem.Box;

    /// <summary>Work that the device was given by the evaluator in use.</summary>
    public DeviceTraffic Traffic => _evaluator is GpuShardEvaluator evaluator ? evaluator.Traffic : default;

    /// <summary>Takes a seat.</summary>
    /// <param name="seat">Its number; null for the next one.</param>
    /// <returns>Its number.</returns>
    /// <exception cref="DeviceException">Not even one row fits, or the device fails.</exception>
    public int Join(int? seat = null)
    {
        lock (_turn)
        {
            int taken = seat ?? _seats, seats = Math.Max(_seats, taken + 1);
            if (seats > _seats)
            {
                Free(); // it is made anew with room for all
                _seats = seats;
            }
            _used++;
            Do(null, 0, static (_, _) => { }, 0); // reports what cannot work before any work begins
            return taken;
        }
    }

    /// <summary>Gives a seat back; with the last, the device's memory is freed.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool Leave()
    {
        lock (_turn)
        {
            if (--_used > 0)
            {
                return false;
            }
            Free();
            return true;
        }
    }

    /// <summary>Does the work of one worker alone.</summary>
    /// <param name="model">The model that is evaluated; null for none.</param>
    public void Do<T>(ModelSnapshot? model, int seat, Work<T> work, T call)
        where T : allows ref struct
    {
        lock (_turn)
        {
            while (true)
            {
                try
                {
                    work(Ready(model, seat), call);
                    return;
                }
                catch (Exception fault) when (DriverFaults.IsRefusal(fault))
                {
                    MakeDo(fault);
                }
            }
        }
    }

    /// <summary>Copies the shard of a seat to the device, for another evaluator that takes turns with this one, and returns its place.</summary>
    public ShardOnDevice Lend(int seat, ImageShard shard)
    {
        ShardOnDevice? found = null;
        Do(null, seat, (evaluator, _) => found = ((GpuShardEvaluator)evaluator).Lend(seat, shard), 0);
        return found!;
    }

    /// <summary>Makes a call together with those of other workers that ask the same of the same model, and returns when it is done.</summary>
    public void DoTogether(ModelSnapshot? model, Question question, ShardCall call)
    {
        var request = new Request(model, question, call);
        lock (_waiting)
        {
            _waiting.Add(request);
        }
        lock (_turn)
        {
            if (!request.Done)
            {
                Lead(request);
            }
        }
        if (request.Fault is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    /// <summary>What is asked of the shards of a call.</summary>
    public enum Question
    {
        Energies,
        FlowGradient,
        MapGradient,
        ComponentGradient,
    }

    private void Lead(Request first)
    {
        Request[] together = Await(first);
        ShardCall[] calls = [.. together.Select(request => request.Call)];
        _before = calls.Length;
        Exception? fault = null;
        try
        {
            Do(first.Model, first.Call.Seat, static (evaluator, asked) => Ask((GpuShardEvaluator)evaluator, asked.Question, asked.Calls), (first.Question, Calls: calls));
        }
        catch (Exception failed)
        {
            fault = failed; // each worker throws it
        }
        foreach (Request request in together)
        {
            (request.Fault, request.Done) = (fault, true);
        }
    }

    // Takes those who wait with the same question, after a moment for those of the call before.
    private Request[] Await(Request first)
    {
        long until = Stopwatch.GetTimestamp() + s_moment;
        while (true)
        {
            lock (_waiting)
            {
                Request[] found = [.. _waiting.Where(first.GoesWith)];
                if (found.Length >= _before || Stopwatch.GetTimestamp() >= until)
                {
                    _waiting.RemoveAll(first.GoesWith);
                    return found;
                }
            }
            Thread.SpinWait(20);
        }
    }

    private static void Ask(GpuShardEvaluator evaluator, Question question, ShardCall[] calls)
    {
        switch (question)
        {
            case Question.Energies:
                evaluator.Evaluate(calls);
                break;
            case Question.FlowGradient:
                evaluator.WriteFlowGradients(calls);
                break;
            case Question.MapGradient:
                evaluator.WriteMapGradients(calls);
                break;
            default:
                evaluator.WriteComponentGradients(calls);
                break;
        }
    }

    private IShardEvaluator Ready(ModelSnapshot? model, int seat)
    {
        _evaluator ??= _make(Rows, _seats);
        if (_evaluator is GpuShardEvaluator shared)
        {
            shared.Seat = seat;
        }
        if (model is not null)
        {
            _evaluator.SetModel(model);
        }
        return _evaluator;
    }

    private int Rows => Math.Min(Math.Min(_limit, _mostRows), _rowsOfASeat * _seats);

    private void MakeDo(Exception fault)
    {
        int rows = Rows;
        Free();
        if (!DriverFaults.IsOutOfMemory(fault))
        {
            throw DriverFaults.Of(_device, fault);
        }
        if (rows == 1)
        {
            throw new DeviceException($"{_device} does not have enough memory for one image of {_problem.Box} pixels and {_problem.Binding.Count} voxels beside a shard's images", fault);
        }
        _limit = rows / 2;
    }

    private void Free()
    {
        _evaluator?.Dispose();
        _evaluator = null;
    }

    private sealed class Request(ModelSnapshot? model, Question question, ShardCall call)
    {
        public ModelSnapshot? Model => model;
        public Question Question => question;
        public ShardCall Call => call;
        public bool Done { get; set; }
        public Exception? Fault { get; set; }

        public bool GoesWith(Request other) => ReferenceEquals(model, other.Model) && question == other.Question;
    }
}
