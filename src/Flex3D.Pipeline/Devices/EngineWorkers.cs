using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Devices;

/// <summary>An engine and what each of a program's workers has on it; another engine takes their place when a device is lost.</summary>
/// <param name="make">Makes what a worker needs.</param>
/// <param name="free">Gives it back.</param>
internal sealed class EngineWorkers<T>(Func<IEngine, T> make, Action<T> free) : IDisposable
{
    private ChosenEngine? _engine;
    private T[] _workers = [];

    /// <summary>What computes now.</summary>
    public ChosenEngine Engine => _engine ?? throw new InvariantException("an engine was asked for before one was chosen");

    /// <summary>What worker number <paramref name="worker"/> has.</summary>
    public T this[int worker] => _workers[worker];

    /// <summary>Begins with an engine, or goes on with another between two graphs. It is disposed of here.</summary>
    public void Use(ChosenEngine engine)
    {
        Dispose();
        _engine = engine;
        _workers = [.. Enumerable.Range(0, engine.Workers).Select(_ => make(engine.Engine))];
    }

    /// <summary>Goes on, between two graphs, with what is left when a device has failed.</summary>
    /// <returns>What computes now.</returns>
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
