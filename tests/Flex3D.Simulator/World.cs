using Flex3D.Stages.Files;

namespace Flex3D.Simulator;

/// <summary>What outlives the processes of one simulated run: the disk, the weather, and what has been promised.</summary>
internal sealed class World
{
    public World(Scenario scenario, Defect defect, Action<string>? trace)
    {
        (Scenario, Defect, Trace) = (scenario, defect, trace);
        Reference = new Reference(scenario);
        Weather = new Weather(scenario, new Draw(scenario.Seed, Streams.Faults), Statistics);
        MailDraw = new Draw(scenario.Seed, Streams.Mail);
        SaveDraw = new Draw(scenario.Seed, Streams.Saves);
        Disk = new MemoryDisk(new Draw(scenario.Seed, Streams.Disk), Statistics, Weather.OfFile, trace);
        Storage = defect == Defect.None ? Disk : new DefectiveStorage(Disk, defect);
        Book = new CheckpointBook(Disk, scenario, Statistics);
    }

    public Scenario Scenario { get; }

    public Defect Defect { get; }

    public Action<string>? Trace { get; }

    public Statistics Statistics { get; } = new();

    public Reference Reference { get; }

    public Weather Weather { get; }

    public Draw MailDraw { get; }

    public Draw SaveDraw { get; }

    public MemoryDisk Disk { get; }

    public IStorage Storage { get; }

    public CheckpointBook Book { get; }
}
