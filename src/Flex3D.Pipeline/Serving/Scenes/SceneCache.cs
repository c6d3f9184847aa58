using Flex3D.Pipeline.Runs;

namespace Flex3D.Pipeline.Serving.Scenes;

/// <summary>Keeps the scenes that were asked for last, and computes one thing at a time, on one thread: a training beside it keeps its cores.</summary>
internal sealed class SceneCache : IDisposable
{
    private const int Most = 3;
    private readonly SemaphoreSlim _one = new(1);
    private readonly List<(string Folder, string Key, LatentScene Scene)> _scenes = [];

    /// <summary>Computes something from the scene of a run.</summary>
    /// <exception cref="Stages.Faults.InputException">The run has no model yet, or a file of it is damaged.</exception>
    public async Task<T> WithAsync<T>(string folder, Func<LatentScene, T> compute, CancellationToken stop)
    {
        await _one.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => compute(Scene(folder, stop)), stop).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private LatentScene Scene(string folder, CancellationToken stop)
    {
        var run = RunFolder.At(folder);
        string source = SceneModel.SourceOf(run), key = $"{source} {File.GetLastWriteTimeUtc(source).Ticks}";
        int known = _scenes.FindIndex(entry => entry.Folder == folder);
        if (known >= 0 && _scenes[known].Key == key)
        {
            (string, string, LatentScene Scene) entry = _scenes[known];
            _scenes.RemoveAt(known);
            _scenes.Add(entry);
            return entry.Scene;
        }
        if (known >= 0)
        {
            _scenes.RemoveAt(known);
        }
        (Steps.Model.RunModel model, int? epoch) = SceneModel.Read(run, source, stop);
        var scene = new LatentScene(model, epoch);
        _scenes.Add((folder, key, scene));
        if (_scenes.Count > Most)
        {
            _scenes.RemoveAt(0);
        }
        return scene;
    }
}
