//! The dense index: one point a chunk in Qdrant.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use qdrant_client::qdrant::{
    Condition, CountPointsBuilder, CreateCollectionBuilder, CreateFieldIndexCollectionBuilder,
    DeletePointsBuilder, Distance, FieldType, Filter, PointStruct, Query, QueryPointsBuilder,
    UpsertPointsBuilder, VectorParamsBuilder,
};
use qdrant_client::{Payload, Qdrant};

use super::Record;
use crate::scope::Scope;

/// The collection of all chunks.
pub const COLLECTION: &str = "halden_chunks";
/// The payload fields that are filtered on.
const INDEXED: [&str; 4] = ["doc", "audience", "kind", "status"];
const UPSERT_BATCH: usize = 256;

/// The dense index on a Qdrant server.
pub struct DenseIndex {
    client: Qdrant,
    dimensions: usize,
}

impl DenseIndex {
    /// A client; connects on first use.
    pub fn new(url: &str, dimensions: usize) -> Result<Self> {
        let client = Qdrant::from_url(url).skip_compatibility_check().build()?;
        Ok(Self { client, dimensions })
    }

    /// Whether the collection is there.
    pub async fn exists(&self) -> Result<bool> {
        self.client.collection_exists(COLLECTION).await.context("Qdrant does not answer")
    }

    /// Creates the collection and its payload indexes.
    pub async fn create(&self) -> Result<()> {
        let vectors = VectorParamsBuilder::new(self.dimensions as u64, Distance::Cosine);
        let request = CreateCollectionBuilder::new(COLLECTION).vectors_config(vectors);
        self.client.create_collection(request).await?;
        for field in INDEXED {
            let request =
                CreateFieldIndexCollectionBuilder::new(COLLECTION, field, FieldType::Keyword);
            self.client.create_field_index(request.wait(true)).await?;
        }
        Ok(())
    }

    /// Drops the collection if it is there.
    pub async fn drop(&self) -> Result<()> {
        if self.exists().await? {
            self.client.delete_collection(COLLECTION).await?;
        }
        Ok(())
    }

    /// Removes every point of these documents, however many there are. Overwriting by id would
    /// leave the tail of a document that became shorter.
    pub async fn remove(&self, documents: &BTreeSet<String>) -> Result<()> {
        if documents.is_empty() {
            return Ok(());
        }
        let ids: Vec<String> = documents.iter().cloned().collect();
        let filter = Filter::must([Condition::matches("doc", ids)]);
        let request = DeletePointsBuilder::new(COLLECTION).points(filter).wait(true);
        self.client.delete_points(request).await?;
        Ok(())
    }

    /// Adds a point for each record.
    pub async fn add(&self, records: &[Record], vectors: &[Vec<f32>]) -> Result<()> {
        ensure!(
            records.len() == vectors.len(),
            "{} vectors for {} chunks",
            vectors.len(),
            records.len()
        );
        for (records, vectors) in records.chunks(UPSERT_BATCH).zip(vectors.chunks(UPSERT_BATCH)) {
            let points = records
                .iter()
                .zip(vectors)
                .map(|(record, vector)| {
                    let payload = Payload::try_from(serde_json::to_value(record)?)?;
                    Ok(PointStruct::new(record.point_id().to_string(), vector.clone(), payload))
                })
                .collect::<Result<Vec<_>>>()?;
            let request = UpsertPointsBuilder::new(COLLECTION, points).wait(true);
            self.client.upsert_points(request).await?;
        }
        Ok(())
    }

    /// The nearest chunks to a vector that the asker may see.
    pub async fn search(
        &self,
        vector: Vec<f32>,
        scope: &Scope,
        limit: usize,
    ) -> Result<Vec<(Record, f32)>> {
        let visible = Filter::must([Condition::matches("audience", scope.audiences())]);
        let request = QueryPointsBuilder::new(COLLECTION)
            .query(Query::new_nearest(vector))
            .filter(visible)
            .limit(limit as u64)
            .with_payload(true);
        let response = self.client.query(request).await.context("searching Qdrant")?;
        response
            .result
            .into_iter()
            .map(|point| {
                let record = Payload::from(point.payload).deserialize::<Record>();
                Ok((record.context("a point without its record")?, point.score))
            })
            .collect()
    }

    /// The number of points, counted exactly.
    pub async fn points(&self) -> Result<u64> {
        let request = CountPointsBuilder::new(COLLECTION).exact(true);
        let response = self.client.count(request).await.context("counting Qdrant's points")?;
        Ok(response.result.map_or(0, |result| result.count))
    }
}
