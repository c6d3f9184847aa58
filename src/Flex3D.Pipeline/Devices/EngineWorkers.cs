using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Devices;

/// <summary>An engine, and an object on it for each worker of a program. When a device is lost, both are replaced by those of another engine.</summary>
/// <param name="make">Makes the object of a worker.</param>
/// <param name="free">Frees the object of a worker.</param>
internal sealed class EngineWorkers<T>(Func<IEngine, T> make, Action<T> free) : IDisposable
{
    private ChosenEngine? _engine;
    private T[] _workers = [];

    /// <summary>The engine in use.</summary>
    public ChosenEngine Engine => _engine ?? throw new InvariantException("an engine was asked for before one was chosen");

    /// <summary>The object of worker number <paramref name="worker"/>.</summary>
    public T this[int worker] => _workers[worker];

    /// <summary>Sets the engine to use, at the start or between two graphs. It is disposed of by this object.</summary>
    public void Use(ChosenEngine engine)
    {
        Dispose();
        _engine = engine;
        _workers = [.. Enumerable.Range(0, engine.Workers).Select(_ => make(engine.Engine))];
    }

    /// <summary>Continues, between two graphs, on the remaining devices or the processor after a device has failed.</summary>
    /// <returns>The name of the device that computes from now on.</returns>
    public string Leave(int threads)
    {
        ChosenEngine failed = Engine;
        Dispose(); // first: the devices that are left are to have all of their memory
        Use(Engines.WhatIsLeft(failed, threads));
        return Engine.Name;
    }

    public void Dispose()
    {
        foreach (T worker in _workers)
        {
            free(worker);
        }
        _workers = [];
        _engine?.Dispose();
        _engine = null;
    }
}
