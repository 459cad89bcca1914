//! The service `qdrant.Points`.

mod apply;
mod index;
mod payload;
mod rank;
mod read;
mod update_result;
mod write;

use qdrant_client::qdrant::points_server::Points;
use qdrant_client::qdrant::{
    ClearPayloadPoints, CountPoints, CountResponse, CreateFieldIndexCollection,
    CreateVectorNameRequest, DeleteFieldIndexCollection, DeletePayloadPoints, DeletePointVectors,
    DeletePoints, DeleteVectorNameRequest, DiscoverBatchPoints, DiscoverBatchResponse,
    DiscoverPoints, DiscoverResponse, FacetCounts, FacetResponse, GetPoints, GetResponse,
    PointsOperationResponse, QueryBatchPoints, QueryBatchResponse, QueryGroupsResponse,
    QueryPointGroups, QueryPoints, QueryResponse, RecommendBatchPoints, RecommendBatchResponse,
    RecommendGroupsResponse, RecommendPointGroups, RecommendPoints, RecommendResponse,
    ScrollPoints, ScrollResponse, SearchBatchPoints, SearchBatchResponse, SearchGroupsResponse,
    SearchMatrixOffsetsResponse, SearchMatrixPairsResponse, SearchMatrixPoints, SearchPointGroups,
    SearchPoints, SearchResponse, SetPayloadPoints, UpdateBatchPoints, UpdateBatchResponse,
    UpdatePointVectors, UpsertPoints,
};

use super::unsupported::service;
use crate::service::Service;

#[derive(Debug)]
pub struct PointsApi {
    service: Service,
}

impl PointsApi {
    pub fn new(service: Service) -> Self {
        Self { service }
    }
}

service! {
    impl Points as "points" for PointsApi {
        supported {
            upsert(UpsertPoints) -> PointsOperationResponse;
            delete(DeletePoints) -> PointsOperationResponse;
            update_vectors(UpdatePointVectors) -> PointsOperationResponse;
            delete_vectors(DeletePointVectors) -> PointsOperationResponse;
            set_payload(SetPayloadPoints) -> PointsOperationResponse;
            overwrite_payload(SetPayloadPoints) -> PointsOperationResponse;
            delete_payload(DeletePayloadPoints) -> PointsOperationResponse;
            clear_payload(ClearPayloadPoints) -> PointsOperationResponse;
            create_field_index(CreateFieldIndexCollection) -> PointsOperationResponse;
            delete_field_index(DeleteFieldIndexCollection) -> PointsOperationResponse;
            update_batch(UpdateBatchPoints) -> UpdateBatchResponse;
            get(GetPoints) -> GetResponse;
            search(SearchPoints) -> SearchResponse;
            search_batch(SearchBatchPoints) -> SearchBatchResponse;
            scroll(ScrollPoints) -> ScrollResponse;
            count(CountPoints) -> CountResponse;
            query(QueryPoints) -> QueryResponse;
            query_batch(QueryBatchPoints) -> QueryBatchResponse;
            search_groups(SearchPointGroups) -> SearchGroupsResponse;
            query_groups(QueryPointGroups) -> QueryGroupsResponse;
            search_matrix_pairs(SearchMatrixPoints) -> SearchMatrixPairsResponse;
            search_matrix_offsets(SearchMatrixPoints) -> SearchMatrixOffsetsResponse;
            facet(FacetCounts) -> FacetResponse;
        }
        unsupported {
            create_vector_name(CreateVectorNameRequest) -> PointsOperationResponse,
                "CreateVectorName";
            delete_vector_name(DeleteVectorNameRequest) -> PointsOperationResponse,
                "DeleteVectorName";
            recommend(RecommendPoints) -> RecommendResponse, "Recommend";
            recommend_batch(RecommendBatchPoints) -> RecommendBatchResponse, "RecommendBatch";
            recommend_groups(RecommendPointGroups) -> RecommendGroupsResponse, "RecommendGroups";
            discover(DiscoverPoints) -> DiscoverResponse, "Discover";
            discover_batch(DiscoverBatchPoints) -> DiscoverBatchResponse, "DiscoverBatch";
        }
    }
}
